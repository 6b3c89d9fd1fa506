/** The documented events, sent through the deployed rules of every ready signal. */
import { eventMatches } from '../../../lib/rehearsal/signals/event-pattern';
import { type DeployedRule, EVERY_SAMPLE, handedOn, readAs, rulesOf, sample, type SampleEvent } from './deployed-rules';
import { effectsOf, eventsElsewhere, READY_SIGNALS, stackWith } from './ready-signals';

const matching = (rules: readonly DeployedRule[], event: SampleEvent): DeployedRule[] =>
  rules.filter(({ pattern }) => eventMatches(pattern, event));

describe.each(READY_SIGNALS)('$name', (signal) => {
  const stack = stackWith(signal);
  const rules = rulesOf(stack);

  test('opens and closes on its documented events, and on no other', () => {
    const found = EVERY_SAMPLE.flatMap((name) =>
      matching(rules, sample(name)).map((rule) => [name, rule.calls, handedOn(rule, sample(name)).event]),
    );
    expect(found.sort()).toEqual(effectsOf(signal));
  });

  test('names its case in each of them, and says why where it can', () => {
    const events = [...signal.opens, ...signal.closes].map(sample);
    const read = events.map((event) => readAs(stack, handedOn(matching(rules, event)[0]!, event)));
    expect(read.map(({ correlation }) => correlation)).toEqual(events.map(() => signal.correlation));
    expect(read.map(({ id, source }) => [id, source])).toEqual(events.map(({ id, source }) => [id, source]));
    expect(read[0].reason).toBe(signal.reason);
  });

  test('does nothing on the same events about something else', () => {
    expect(eventsElsewhere(signal).flatMap((event) => matching(rules, event))).toEqual([]);
  });

  test('comes from the bus on which nobody can send in its name', () => {
    const all = [...signal.opens, ...signal.closes].flatMap((name) => matching(rules, sample(name)));
    expect(new Set(all.map(({ bus }) => bus))).toEqual(new Set([signal.bus]));
  });
});
