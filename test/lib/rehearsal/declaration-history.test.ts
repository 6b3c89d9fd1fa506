import { MINUTE, plus } from '../../../lib/core/interval';
import { DeclarationHistory } from '../../../lib/rehearsal/declaration-history';
import { VirtualClock } from '../../../lib/rehearsal/virtual-clock';
import { accessOf, at } from './invariants/played-fixture';

const START = at('18:00:00');
const release = accessOf();
const changed = accessOf({ purpose: 'Another purpose' });
const other = accessOf({ access: 'Other' });

function begun(): { history: DeclarationHistory; pass: () => Promise<void> } {
  const clock = new VirtualClock(START);
  return { history: new DeclarationHistory(clock), pass: () => clock.run(plus(clock.now(), MINUTE)) };
}

test('what is noted is in force from then on, and stays', async () => {
  const { history, pass } = begun();
  await pass();
  history.note(release);
  await pass();
  expect(history.spans).toEqual([{ access: release, from: at('18:01:00'), to: undefined }]);
  expect(history.inForce()).toEqual([release]);
});

test('what is noted twice is in force once, from the first time', async () => {
  const { history, pass } = begun();
  history.note(release);
  await pass();
  history.note(accessOf());
  expect(history.spans).toEqual([{ access: release, from: START, to: undefined }]);
});

test('while a deployment is under way, old and new are both in force', async () => {
  const { history, pass } = begun();
  history.note(release);
  await pass();
  history.note(changed);
  expect(history.inForce()).toEqual([release, changed]);
});

test('when it is over, what it settled on is in force alone', async () => {
  const { history, pass } = begun();
  history.note(release);
  await pass();
  history.note(changed);
  await pass();
  history.settle('Shop', [changed]);
  expect(history.spans).toEqual([
    { access: release, from: START, to: at('18:02:00') },
    { access: changed, from: at('18:01:00'), to: undefined },
  ]);
});

test('one that is rolled back leaves the old in force without a gap', async () => {
  const { history, pass } = begun();
  history.note(release);
  await pass();
  history.note(changed);
  await pass();
  history.settle('Shop', [release]);
  expect(history.spans).toEqual([
    { access: release, from: START, to: undefined },
    { access: changed, from: at('18:01:00'), to: at('18:02:00') },
  ]);
});

test('what settles without having been noted is in force from then on', async () => {
  const { history, pass } = begun();
  await pass();
  history.settle('Shop', [release]);
  expect(history.spans).toEqual([{ access: release, from: at('18:01:00'), to: undefined }]);
});

test('what is over keeps its end when another deployment settles', async () => {
  const { history, pass } = begun();
  history.note(release);
  await pass();
  history.settle('Shop', []);
  await pass();
  history.settle('Shop', []);
  expect(history.spans).toEqual([{ access: release, from: START, to: at('18:01:00') }]);
});

test('what comes back later is in force anew', async () => {
  const { history, pass } = begun();
  history.note(release);
  await pass();
  history.settle('Shop', []);
  await pass();
  history.note(release);
  expect(history.spans).toEqual([
    { access: release, from: START, to: at('18:01:00') },
    { access: release, from: at('18:02:00'), to: undefined },
  ]);
});

test.each([
  ['the stack', { stack: 'Other' }],
  ['the function that serves it', { openerArn: `${release.openerArn}-2` }],
  ['what is declared', { declared: other.declared }],
])('two accesses are two by %s', (_what, more) => {
  const { history } = begun();
  history.note(release);
  history.note({ ...release, ...more });
  expect(history.inForce()).toHaveLength(2);
});

test('a deployment of one stack leaves the others alone', async () => {
  const { history, pass } = begun();
  const elsewhere = { ...other, stack: 'Other' };
  history.note(release);
  history.note(elsewhere);
  await pass();
  history.settle('Shop', []);
  expect(history.inForce()).toEqual([elsewhere]);
});
