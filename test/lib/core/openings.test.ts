import { DAY, HOUR } from '../../../lib/core/interval';
import { busiestWeek, openings, YEARS } from '../../../lib/core/openings';
import { at, between, daily, onDemand, once, weekly } from './samples';

describe('the openings of a window on demand', () => {
  test('are all times where nothing confines it: that is when it may be open', () => {
    expect(openings(onDemand())).toEqual([YEARS]);
    expect(busiestWeek([onDemand()]).openMs).toBe(7 * DAY);
  });

  test('are the hours in which requests are heard', () => {
    const evenings = weekly('TUE,THU 20:00', 'TUE,THU 22:00', 'UTC');
    expect(openings(onDemand({ within: evenings }))).toEqual(openings(evenings));
    expect(busiestWeek([onDemand({ within: evenings })]).openMs).toBe(4 * HOUR);
  });

  test('are those hours once, where they happen once', () => {
    const { start, end } = between('2026-12-01T20:00Z', '2026-12-01T22:00Z');
    expect(openings(onDemand({ within: once('2026-12-01T20:00:00Z', '2026-12-01T22:00:00Z') }))).toEqual([
      { start, end },
    ]);
  });

  test('join those of the clock', () => {
    const nights = daily('22:00', '06:00', 'UTC');
    const evenings = onDemand({ within: daily('20:00', '22:00', 'UTC') });
    const { openMs, from } = busiestWeek([nights, evenings]);
    expect(openMs).toBe(7 * 10 * HOUR);
    expect(from).toBeGreaterThanOrEqual(at('2026-01-01T00:00Z'));
  });
});
