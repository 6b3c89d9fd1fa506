import { Duration } from 'aws-cdk-lib';
import type { TemporaryAccessProps } from 'cdk-temporary-access';
import { accessLines } from '../../../../lib/review/access-lines';
import { removeFolders } from '../../rehearsal/assembly-fixture';
import { changesIn, compared, reviewed, shop } from '../review-fixture';

afterAll(removeFolders);

type Props = Partial<TemporaryAccessProps>;

test.each<[string, Props, Props, string]>([
  [
    'a last start that is taken back is wider',
    { lastStart: Duration.minutes(30) },
    {},
    'wider Release: it may be opened until its end instead of until 30 minutes before its end',
  ],
  [
    'an earlier last start is narrower',
    { lastStart: Duration.minutes(15) },
    { lastStart: Duration.minutes(30) },
    'narrower Release: it may be opened until 30 minutes before its end instead of until 15 minutes before its end',
  ],
  [
    'a new warning is neither',
    {},
    { endingSoon: Duration.minutes(10) },
    'neutral Release: a warning comes 10 minutes before its end',
  ],
  [
    'a warning that goes is neither',
    { endingSoon: Duration.minutes(10) },
    {},
    'neutral Release: there is no warning before its end',
  ],
  [
    'a question that is no longer asked is wider',
    { residualCheck: true },
    {},
    'wider Release: after a close IAM is no longer asked whether the role may still do what was granted',
  ],
])('%s', (_what, before, after, told) => {
  expect(changesIn(compared(shop({ access: before }), shop({ access: after })))).toContain(told);
});

test('an access is told with what is done before its end and after its proof', () => {
  const access = { endingSoon: Duration.minutes(10), lastStart: Duration.minutes(30), residualCheck: true };
  const [told] = reviewed(shop({ access })).accesses;

  expect(told?.ends).toMatchObject({ endingSoonMinutes: 10, lastStartMinutes: 30, residualCheck: true });
  const lines = accessLines(told!).map(({ term, text: [first] }) => `${term}: ${JSON.stringify(first)}`);
  expect(lines).toContain('last start: "30 minutes before the end; after that nothing is opened"');
  expect(lines).toContain('warning: "an event, 10 minutes before the end"');
  expect(lines).toContainEqual(
    expect.stringContaining('then IAM is asked whether the role may still do what was granted'),
  );
});
