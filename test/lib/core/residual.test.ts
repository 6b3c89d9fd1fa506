import type { GrantedRight } from '../../../lib/core/granted-rights';
import type { SimulationAnswer } from '../../../lib/core/policy-simulation';
import { type Answered, batchesOf, halvesOf, NEVER_SEEN, residualOf } from '../../../lib/core/residual';

const POLICY = 'arn:aws:iam::111122223333:policy/release';
const BUCKET = 'arn:aws:s3:::shop';
const BASE = { policy: 'Base', kind: 'user-managed', line: 5, column: 17 };

const right = (action: string, resource = BUCKET, pattern?: string): GrantedRight => ({
  policy: POLICY,
  action,
  resource,
  ...(pattern === undefined ? {} : { pattern }),
});

const answer = (action: string, more: Partial<Answered> = {}): Answered => ({
  action,
  resource: BUCKET,
  decision: 'allowed',
  allowedBy: [BASE],
  missingKeys: [],
  ...more,
});

describe('what is asked', () => {
  test('is one resource a call, with every action once', () => {
    const rights = [right('s3:Get'), right('s3:Put'), right('s3:Get', '*'), right('s3:Get')];

    expect(batchesOf(rights)).toEqual([
      { resource: BUCKET, actions: ['s3:Get', 's3:Put'] },
      { resource: '*', actions: ['s3:Get'] },
    ]);
  });

  test('is at most 25 actions a call', () => {
    const rights = Array.from({ length: 51 }, (_, index) => right(`s3:Get${index}`));

    expect(batchesOf(rights).map(({ actions }) => actions.length)).toEqual([25, 25, 1]);
  });

  test('is asked apart and last where it stands for a pattern, and not at all where it is asked anyway', () => {
    const rights = [right('s3:List', BUCKET, 's3:List*'), right('s3:Get', BUCKET, 's3:Get*'), right('s3:Get')];

    expect(batchesOf(rights)).toEqual([
      { resource: BUCKET, actions: ['s3:Get'] },
      { resource: BUCKET, actions: ['s3:List'] },
    ]);
  });

  test('is halved where a whole call was refused, down to one action', () => {
    expect(halvesOf({ resource: BUCKET, actions: ['a', 'b', 'c'] })).toEqual([
      { resource: BUCKET, actions: ['a', 'b'] },
      { resource: BUCKET, actions: ['c'] },
    ]);
    expect(halvesOf({ resource: BUCKET, actions: ['a'] })).toEqual([]);
  });
});

describe('what is found', () => {
  test('names the policy that granted it, and the statement that still allows it', () => {
    expect(residualOf([right('s3:Get')], [answer('s3:Get')], [])).toEqual({
      findings: [
        {
          policy: POLICY,
          action: 's3:Get',
          resource: BUCKET,
          allowedBy: ['managed policy Base, statement at line 5, column 17'],
        },
      ],
      notAsked: [NEVER_SEEN],
    });
  });

  test.each<[string, SimulationAnswer['allowedBy'][number], string]>([
    ['of AWS', { ...BASE, kind: 'aws-managed' }, 'AWS managed policy Base, statement at line 5, column 17'],
    ['inline', { ...BASE, kind: 'role' }, 'inline policy Base, statement at line 5, column 17'],
    ['of a kind that nobody knows', { ...BASE, kind: 'IAM Policy' }, 'policy Base, statement at line 5, column 17'],
    ['without a column', { ...BASE, column: undefined }, 'managed policy Base, statement at line 5'],
    ['without a place', { ...BASE, line: undefined }, 'managed policy Base'],
  ])('says so of a policy %s', (_what, statement, words) => {
    const { findings } = residualOf([right('s3:Get')], [answer('s3:Get', { allowedBy: [statement] })], []);

    expect(findings.map(({ allowedBy }) => allowedBy)).toEqual([[words]]);
  });

  test('is one line for all that the same statements allow on the same resource', () => {
    const rights = [right('s3:Get'), right('s3:Put'), right('s3:Get', '*'), right('s3:List')];
    const other = { policy: 'Other', kind: 'role', line: 1, column: 2 };
    const answers = [
      answer('s3:Get'),
      answer('s3:Put'),
      answer('s3:Get', { resource: '*' }),
      answer('s3:List', { allowedBy: [BASE, other] }),
    ];

    expect(residualOf(rights, answers, []).findings.map(({ action, resource }) => [action, resource])).toEqual([
      ['s3:Get, s3:Put', BUCKET],
      ['s3:Get', '*'],
      ['s3:List', BUCKET],
    ]);
  });

  test('names eight actions of a line and counts the others', () => {
    const rights = Array.from({ length: 11 }, (_, index) => right(`s3:Get${index}`));
    const { findings } = residualOf(
      rights,
      rights.map(({ action }) => answer(action)),
      [],
    );

    expect(findings).toHaveLength(1);
    expect(findings[0]?.action).toMatch(/^s3:Get0, .*s3:Get7 and 3 more$/);
  });

  test('says of which pattern it is a part', () => {
    const { findings } = residualOf([right('s3:Get', BUCKET, 's3:Get*')], [answer('s3:Get')], []);

    expect(findings[0]?.action).toBe('s3:Get (of s3:Get*)');
  });

  test('is found where IAM spells an action in its own way', () => {
    expect(residualOf([right('S3:get')], [answer('s3:Get')], []).findings).toHaveLength(1);
  });

  test.each([
    ['is not allowed', [answer('s3:Get', { decision: 'not allowed', allowedBy: [] })]],
    ['is allowed on another resource', [answer('s3:Get', { resource: '*' })]],
    ['was not answered', []],
  ])('is nothing where it %s', (_how, answers) => {
    expect(residualOf([right('s3:Get')], answers, []).findings).toEqual([]);
  });
});

describe('what was not asked, or not answered for certain', () => {
  const denied = { decision: 'not allowed', allowedBy: [] } as const;

  test('is told in one line for each reason', () => {
    const unasked = [
      { what: 's3:*', why: 'a pattern' },
      { what: 'ec2:*', why: 'a pattern' },
      { what: 's3:*', why: 'a pattern' },
      { what: 's3:Get', why: 'no time left' },
    ];

    expect(residualOf([], [], unasked).notAsked).toEqual([
      's3:*, ec2:*: a pattern',
      's3:Get: no time left',
      NEVER_SEEN,
    ]);
  });

  test('holds what only an organization denies: IAM looks no further', () => {
    const { findings, notAsked } = residualOf(
      [right('s3:Get')],
      [answer('s3:Get', { decision: 'denied by the organization', allowedBy: [] })],
      [],
    );

    expect(findings).toEqual([]);
    expect(notAsked[0]).toMatch(/^s3:Get on arn:aws:s3:::shop: .*organization/);
  });

  test('holds the keys of conditions that nobody told IAM, once', () => {
    const answers = ['s3:Get', 's3:Put'].map((action) =>
      answer(action, { ...denied, missingKeys: ['aws:SourceIp', 'aws:PrincipalTag/team'] }),
    );

    expect(residualOf([right('s3:Get'), right('s3:Put')], answers, []).notAsked[0]).toBe(
      'conditions on aws:SourceIp, conditions on aws:PrincipalTag/team: IAM was not told its value',
    );
  });

  test('holds no keys where everything is allowed anyway', () => {
    const allowed = answer('s3:Get', { missingKeys: ['aws:SourceIp'] });

    expect(residualOf([right('s3:Get')], [allowed], []).notAsked).toEqual([NEVER_SEEN]);
  });
});
