import { telemetryOf } from '../../../lambda/telemetry';
import { logLines } from '../../../lib/rehearsal/log-lines';
import { catchLines } from '../../lambda/written-lines';
import { at, record } from './invariants/played-fixture';

afterEach(() => {
  jest.restoreAllMocks();
});

test('a line of the rehearsal is that of a function in Lambda, at another time', () => {
  const lines = catchLines();
  const { functionArn, place, writtenAt, ...written } = record('close-failed', '22:00:05.5', { reason: 'denied' });
  const fields = { access: 'Release', error: 'no answer' };
  const telemetry = telemetryOf('Shop');
  telemetry.record(written);
  telemetry.note('event not sent', fields);

  const played = logLines(
    [
      { ...written, functionArn, place, writtenAt },
      { at: at('22:00:06'), functionArn, place, message: 'event not sent', fields },
    ],
    new Map([[functionArn, 'Shop']]),
  );

  const untimed = (line: string): unknown => ({ ...(JSON.parse(line) as object), timestamp: expect.any(String) });
  expect(lines.map((line): unknown => JSON.parse(line))).toEqual(played.map(untimed));
  expect(JSON.parse(played[0]!)).toMatchObject({
    level: 'ERROR',
    timestamp: '2026-12-01T22:00:05.500Z',
    at: '2026-12-01T22:00:05.500Z',
  });
});
