/**
 * The grant matrix: what the CDK's own grants do when they are given to an access, whoever its role is.
 *
 * An app is synthesized twice for each kind of role, with the grants and without, and the templates are compared. So a
 * right that lands anywhere but in the access's own policy is found, whatever kind of resource it lands in.
 */
import type { Json } from '../fixture';
import { GIVEN } from './given';
import { REFUSED } from './refused';
import { changes, KINDS, OF_ANOTHER_ACCOUNT, type Part, withGrants, withoutGrants, World } from './world';

/** For the synths of one kind of role, on a busy machine. */
const PATIENCE = 60_000;

describe.each(KINDS)('an access of %s', (_kind, kind) => {
  let changed: Part[];
  beforeAll(() => {
    const arranged = GIVEN.map(([, , arrange]) => arrange);
    const before = new World(kind, arranged, withoutGrants).parts({ skipValidation: true });
    const after = new World(kind, arranged, withGrants).parts({ skipValidation: false });
    changed = changes(before, after);
  }, PATIENCE);

  test.each(GIVEN.map(([name, actions], index) => [name, index, actions] as const))(
    'holds %s in its own policy, and nothing holds it elsewhere',
    (_name, index, actions) => {
      const ofCase = changed.filter(({ path }) => path.split('/')[1] === `Case${index}`);
      expect(ofCase.map(({ path }) => path)).toEqual([`Shop/Case${index}/Access/Policy/Resource`]);
      const [{ value: policy }] = ofCase as [Part];
      expect(Object.keys(policy.Properties)).toEqual(['Description', 'Path', 'PolicyDocument']);
      const statements = policy.Properties.PolicyDocument.Statement as Json[];
      const granted = statements.flatMap(({ Action }) => Action as string | string[]);
      expect(granted).toEqual(expect.arrayContaining(['sts:GetCallerIdentity', ...actions]));
      expect(statements.filter(({ Effect, Principal }) => Effect !== 'Allow' || Principal !== undefined)).toEqual([]);
    },
  );

  test('changes nothing beside its own policy by being granted something', () => {
    const policies = GIVEN.map((_row, index) => `Shop/Case${index}/Access/Policy/Resource`);
    expect(changed.map(({ path }) => path).filter((path) => !policies.includes(path))).toEqual([]);
  });
});

describe.each(KINDS)('an access of %s', (_kind, kind) => {
  let problems: Map<string, string[]>;
  beforeAll(() => {
    const arranged = REFUSED.map(([, , , arrange]) => arrange);
    problems = new World(kind, arranged, withGrants).problems();
  }, PATIENCE);

  test.each(REFUSED.map(([name, resource, mend], index) => [name, index, resource, mend] as const))(
    'fails at synth for %s, and is told how to mend it',
    (_name, index, resource, mend) => {
      const own = problems.get(`Shop/Case${index}/Access`) ?? [];
      const where = resource.replace('/', `/Case${index}/`);
      expect(own).toHaveLength(1);
      const [said = '', mended = ''] = own[0]!.split(
        '; leave out the grant that asks for this and write all of it as statements, ',
      );
      expect(said).toMatch(/ for good: a resource's policy has no window, so nothing would take it away$/);
      expect(said).toContain(`the policy of ${where} would allow `);
      expect(mended).toMatch(/addStatements\(new PolicyStatement\(\{ actions: \['.*\[permanent-grant\]$/);
      expect(mended).toContain(`resources: [the ARN of ${where}]`);
      for (const part of mend) {
        expect(mended).toContain(part);
      }
    },
  );

  test('has no other problem', () => {
    expect([...problems.keys()]).toEqual(REFUSED.map((_row, index) => `Shop/Case${index}/Access`));
  });
});

describe('an access of a role of another account', () => {
  let problems: Map<string, string[]>;
  beforeAll(() => {
    const arranged = GIVEN.map(([, , arrange]) => arrange);
    problems = new World(OF_ANOTHER_ACCOUNT, arranged, withGrants).problems();
  }, PATIENCE);

  test.each(GIVEN.map(([name], index) => [name, index] as const))('fails with one error for %s', (_name, index) => {
    expect(problems.get(`Shop/Case${index}/Access`)).toEqual([expect.stringMatching(/\[role-of-another-account\]$/)]);
  });
});
