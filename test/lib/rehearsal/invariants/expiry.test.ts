import { AccessWindow, TemporaryAccess } from 'cdk-temporary-access';
import { type App, Stack, TimeZone } from 'aws-cdk-lib';
import { rehearse } from '../../../../lib/rehearsal/rehearsal';
import { at, edited, ofType, removeFolders, role, synthesized, type Untyped, writing } from '../assembly-fixture';

afterAll(removeFolders);

function migration(app: App): void {
  const stack = new Stack(app, 'Shop');
  const once = (start: string, end: string): AccessWindow =>
    AccessWindow.once({ start, end, timeZone: TimeZone.ETC_UTC });
  new TemporaryAccess(stack, 'Migration', {
    role: role(stack),
    purpose: 'Move the orders',
    windows: [once('2026-12-02T08:00', '2026-12-02T09:00'), once('2026-12-03T08:00', '2026-12-03T09:00')],
    statements: [writing],
  });
}

async function violationsOf(folder: string): Promise<string[]> {
  const { violations } = await rehearse({ folder, from: at('2026-12-01'), until: at('2026-12-04'), seed: 1 });
  return violations.map(({ invariant, what }) => `${invariant}: ${what}`);
}

let assembly = '';
beforeAll(() => {
  assembly = synthesized(migration);
});

const withStatements = (change: (statements: Untyped[]) => Untyped[]): string =>
  edited(assembly, (resources) => {
    const { PolicyDocument } = ofType(resources, 'AWS::IAM::ManagedPolicy')[1].Properties;
    PolicyDocument.Statement = change(PolicyDocument.Statement);
  });

test('the policy of one-time windows allows nothing after any of them, attached or not', async () => {
  expect(await violationsOf(assembly)).toEqual([]);
});

test('fails when its statements have no end', async () => {
  const endless = withStatements((statements) =>
    statements.map((statement) => ({ ...statement, Condition: undefined })),
  );
  const violations = await violationsOf(endless);
  expect(violations).toContainEqual(
    expect.stringMatching(/^I3: .* would still allow s3:PutObject after the end at 2026-12-02T09:00:00Z/),
  );
  expect(violations).toContainEqual(expect.stringContaining('after the end at 2026-12-03T09:00:00Z'));
});

test('fails when one of them goes on for a second', async () => {
  const longer = withStatements((statements) =>
    JSON.parse(JSON.stringify(statements).replace('2026-12-03T09:00:00Z', '2026-12-03T09:00:01Z')),
  );
  expect(await violationsOf(longer)).toContainEqual(expect.stringContaining('after the end at 2026-12-03T09:00:00Z'));
});
