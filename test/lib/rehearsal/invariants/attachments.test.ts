import { attachmentsOf, declaredTimes, dueTimes } from '../../../../lib/rehearsal/invariants/attachments';
import type { Interval } from '../../../../lib/core/interval';
import { accessOf, at, attached, detached, otherPolicy, played, policy, role, span, windowOf } from './played-fixture';

const interval = (start: string, end: string): Interval => ({ start: at(start), end: at(end) });
const evening = interval('18:00:00', '23:00:00');

describe('an attachment', () => {
  test('goes from the attach to the detach, and is whose session attached it', () => {
    expect(attachmentsOf([attached('20:00:00'), detached('22:00:00')])).toEqual([
      { role, policy, from: at('20:00:00'), to: at('22:00:00'), by: 'open-Release' },
    ]);
  });

  test('stands as long as nothing detaches it', () => {
    expect(attachmentsOf([attached('20:00:00'), detached('21:00:00', { policy: otherPolicy })])).toMatchObject([
      { from: at('20:00:00'), to: undefined },
    ]);
  });

  test('is the first one’s where it was attached already', () => {
    expect(attachmentsOf([attached('20:00:00'), attached('21:00:00', { by: 'by hand' })])).toMatchObject([
      { from: at('20:00:00'), by: 'open-Release' },
    ]);
  });

  test('is another one when it comes again, and all are in order of time', () => {
    const changes = [
      attached('20:00:00', { policy: otherPolicy }),
      attached('20:00:01'),
      detached('20:30:00'),
      attached('21:00:00'),
      detached('22:00:00'),
    ];
    expect(attachmentsOf(changes).map(({ from, to }) => [from, to])).toEqual([
      [at('20:00:00'), undefined],
      [at('20:00:01'), at('20:30:00')],
      [at('21:00:00'), at('22:00:00')],
    ]);
  });
});

describe('a pair', () => {
  const run = played({
    spans: [
      span('19:00:00', '20:30:00'),
      span('20:15:00', undefined, accessOf({ windows: [windowOf('20:20:00', '21:00:00')] })),
    ],
  });

  test('is declared from the first of its declarations to the last', () => {
    expect(declaredTimes(run, { role, policy }, evening)).toEqual([interval('19:00:00', '23:00:00')]);
  });

  test('is due while one of them is in force and its window open', () => {
    expect(dueTimes(run, { role, policy }, evening)).toEqual([interval('20:00:00', '21:00:00')]);
  });

  test('is neither when it is another one', () => {
    expect(declaredTimes(run, { role, policy: otherPolicy }, evening)).toEqual([]);
    expect(dueTimes(run, { role, policy: otherPolicy }, evening)).toEqual([]);
  });
});
