import { readFileSync } from 'node:fs';
import Ajv from 'ajv';
import { type App, Duration, Stack } from 'aws-cdk-lib';
import { ManagedPolicy, Role } from 'aws-cdk-lib/aws-iam';
import { AccessWindow } from 'cdk-temporary-access';
import * as v from 'valibot';
import { ReportSchema } from '../../../lib/review/report';
import { reportSchema, SCHEMA_FILE } from '../../../scripts/report-schema';
import { removeFolders } from '../rehearsal/assembly-fixture';
import { asked, byPipeline } from './on-demand-fixture';
import { accessIn, changesIn, compared, LONDON, reviewed, shop } from './review-fixture';

afterAll(removeFolders);

const published: object = JSON.parse(readFileSync(SCHEMA_FILE, 'utf8'));
const validate = new Ajv({ strict: false }).compile(published);

/** Every kind of window, policy and role. */
function everything(app: App): void {
  const stack = new Stack(app, 'Shop');
  accessIn(stack, {
    role: Role.fromRoleName(stack, 'Imported', 'deploy'),
    windows: [
      AccessWindow.once({ start: '2026-12-12T07:00', end: '2026-12-12T09:30', timeZone: LONDON }),
      AccessWindow.daily({
        start: '22:00',
        end: '01:30',
        timeZone: LONDON,
        except: ['2026-12-24'],
        validUntil: '2027-06-01',
      }),
      byPipeline(stack, { cooldown: Duration.minutes(10) }),
    ],
    managedPolicies: [
      ManagedPolicy.fromAwsManagedPolicyName('ReadOnlyAccess'),
      ManagedPolicy.fromManagedPolicyName(stack, 'Theirs', 'theirs'),
    ],
  });
}

test('the published schema is that of the type: `npm run schema` writes it', () => {
  expect(published).toEqual(reportSchema());
});

test.each([
  ['a review', () => reviewed(everything)],
  ['a comparison', () => compared(shop(), everything)],
  ['a review of requests', () => reviewed(asked({ breakGlass: true }))],
  ['a review of nothing', () => reviewed((app) => new Stack(app, 'Empty'))],
  ['a change of controls', () => compared(shop(), shop({ controller: { sweepInterval: Duration.minutes(10) } }))],
])('%s is valid by the published schema, and holds no field that it does not know', (_what, make) => {
  const report = make();
  expect(validate(JSON.parse(JSON.stringify(report)))).toBe(true);
  expect(v.parse(ReportSchema, report)).toEqual(report);
});

test('a report from before windows on demand is read as having none, and is no other access for it', () => {
  const report = reviewed(shop());
  const older = JSON.parse(JSON.stringify(report), (key, value: unknown) =>
    ['closesOn', 'upTo'].includes(key) ? undefined : value,
  );
  expect(validate(older)).toBe(true);
  const read = v.parse(ReportSchema, older);
  expect(read).toEqual(report);
  expect(changesIn(reviewed(shop(), { base: read }))).toEqual([]);
});

test('fails for a report that lacks a field', () => {
  const report = { ...reviewed(shop()), controllers: undefined };
  expect(validate(JSON.parse(JSON.stringify(report)))).toBe(false);
});
