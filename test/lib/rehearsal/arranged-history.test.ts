import { plus, SECOND } from '../../../lib/core/interval';
import { holdInput, leaseInput } from '../../../lib/core/message';
import { ArrangedHistory, arrangedOf } from '../../../lib/rehearsal/arranged-history';
import { SimulatedAws } from '../../../lib/rehearsal/simulated-aws';
import type { Schedule } from '../../../lib/rehearsal/schedule';
import { accessOf, at } from './invariants/played-fixture';

const PLACE = 'eu-west-2:123456789012';
const fn = (name: string): string => `arn:aws:lambda:${PLACE}:function:${name}`;
const access = accessOf();
const lease = {
  window: '1',
  request: { id: 'event-1', at: '2026-12-01T20:00:00Z', source: 'aws.codebuild' },
  start: '2026-12-01T20:00:00Z',
  end: '2026-12-01T21:00:00Z',
};
const hold = { key: '1 request event-1', until: '2026-12-01T21:00:00Z' };

function history(): { aws: SimulatedAws; arranged: ArrangedHistory } {
  const aws = new SimulatedAws({ from: at('20:00:00'), seed: 1 });
  for (const [name, group] of [
    ['opener', 'shop'],
    ['closer', 'shop'],
    ['stranger', 'other'],
  ] as const) {
    aws.lambda.putFunction({
      ...{ arn: fn(name), name, roleArn: 'arn:aws:iam::123456789012:role/x', timeoutMs: 1, closes: name === 'closer' },
      environment: { SCHEDULE_GROUP: group },
      handle: () => Promise.resolve(),
    });
  }
  return { aws, arranged: new ArrangedHistory(aws.clock, aws.lambda, aws.scheduler) };
}

const schedule = (more: Partial<Schedule> = {}): Schedule => ({
  arn: `arn:aws:scheduler:${PLACE}:schedule/shop/lease-Release-1`,
  ...{ group: 'shop', name: 'lease-Release-1', account: '123456789012', timeZone: 'UTC', enabled: true },
  ...{ startDate: undefined, endDate: undefined, deletedOnceDone: true, targetRole: 'end', target: fn('closer') },
  expression: 'at(2026-12-01T21:00:00)',
  input: leaseInput(access.declared, lease),
  ...more,
});

test('a lease stands from when it is made to when it is gone, in the group of its functions', async () => {
  const { aws, arranged } = history();
  aws.scheduler.put(schedule());
  expect(arranged.spans).toMatchObject([
    { access: 'Release', lease, functions: [fn('opener'), fn('closer')], from: at('20:00:00'), to: undefined },
  ]);
  await aws.clock.run(at('20:10:00'));
  aws.scheduler.remove(schedule().arn);
  expect(arranged.spans).toMatchObject([{ to: at('20:10:00') }]);
});

test.each<[string, Partial<Schedule>]>([
  ['is disabled', { enabled: false }],
  ['fires at another time', { expression: 'at(2026-12-01T22:00:00)' }],
  ['calls nobody who closes', { target: fn('opener') }],
  ['is the end of a scheduled window', { input: JSON.stringify({ version: 1, event: 'end' }) }],
])('what %s is no lease', (_why, more) => {
  const { aws, arranged } = history();
  aws.scheduler.put(schedule(more));
  expect(arranged.spans).toEqual([]);
});

test('a lease that is disabled by hand is none until it is enabled again', async () => {
  const { aws, arranged } = history();
  aws.scheduler.put(schedule());
  await aws.clock.run(plus(at('20:00:00'), SECOND));
  aws.scheduler.enable(schedule().arn, false);
  aws.scheduler.enable(schedule().arn, true);
  expect(arranged.spans.map(({ to }) => to)).toEqual([at('20:00:01'), undefined]);
});

test('a hold holds also while it is disabled, and deletes itself', async () => {
  const { aws, arranged } = history();
  const name = 'hold-Release-12345678';
  aws.scheduler.put(schedule({ arn: `${schedule().arn}h`, name, input: holdInput('Release', hold) }));
  aws.scheduler.enable(`${schedule().arn}h`, false);
  expect(arranged.spans.at(-1)).toMatchObject({ access: 'Release', hold, schedule: name, to: undefined });
  aws.scheduler.enable(`${schedule().arn}h`, true);
  await aws.clock.run(at('21:02:00'));
  expect(arranged.spans.at(-1)!.to).toBeGreaterThan(at('21:00:00'));
});

test('an access has what stands in the group of its own functions', () => {
  const { aws, arranged } = history();
  aws.scheduler.put(schedule());
  const own = { ...access, openerArn: fn('opener') };
  expect(arrangedOf(arranged.spans, own)).toHaveLength(1);
  expect(arrangedOf(arranged.spans, { ...own, openerArn: fn('stranger') })).toEqual([]);
  expect(arrangedOf(arranged.spans, accessOf({ access: 'Other' }))).toEqual([]);
});

test.each([
  ['lockdown', undefined],
  ['lock-Release-down', 'Release'],
])('a lock locks by its name, whatever it says: %s', (name, locked) => {
  const { aws, arranged } = history();
  const arn = `arn:aws:scheduler:${PLACE}:schedule/shop/${name}`;
  aws.scheduler.put(schedule({ arn, name, enabled: false, input: 'closed' }));
  expect(arranged.spans).toMatchObject([{ access: locked, locks: true, functions: [fn('opener'), fn('closer')] }]);
  expect(arrangedOf(arranged.spans, { ...access, openerArn: fn('opener') })).toHaveLength(1);
});
