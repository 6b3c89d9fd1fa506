/** What the handler does when calls to AWS fail, over real HTTP: IAM's state afterwards, and what it wrote down. */
import { SECOND } from '../../lib/core/interval';
import { attachByHand, stateOf } from './attachments';
import { describeOnMoto, motoEndpoint } from './aws';
import { deploy, type Deployment, type SingleAccess, singleAccess } from './deployed-stack';
import { DEPLOYMENT_RESOURCE } from '../../lib/core/declaration';
import { eventsOf, metricOf } from './function';
import { accessIn, aroundNow, before, once, stackNamed, type Times } from './moment';
import { BUSY, DENIED, FAILING, FaultyProxy, QUOTA_FULL, SCHEDULER_THROTTLED, THROTTLED, UNAVAILABLE } from './proxy';

/** A function that fails has to be seen to give up: this leaves it some seconds. */
const SOON_STOPPED = 27 * SECOND;
/** Whether it still had time to look once more depends on how its waits fell out. */
const GIVEN_UP = /still attached|no time left to prove/;

interface Faulty extends SingleAccess {
  readonly proxy: FaultyProxy;
  readonly start: () => ReturnType<SingleAccess['edge']>;
  readonly end: (remainingMs?: number) => ReturnType<SingleAccess['edge']>;
  readonly state: () => ReturnType<typeof stateOf>;
}

async function faulty(name: string, times: Times, deployment: Deployment = {}): Promise<Faulty> {
  const stack = stackNamed(name);
  accessIn(stack, once(times));
  const single = singleAccess(await deploy(stack, deployment));
  const proxy = await FaultyProxy.start(motoEndpoint());
  const { endpoint } = proxy;
  return {
    ...single,
    proxy,
    start: () => single.edge('start', times.start, { endpoint }),
    end: (remainingMs) =>
      single.edge('end', times.end, remainingMs === undefined ? { endpoint } : { endpoint, remainingMs }),
    state: () => stateOf(single.aws.iam, single.access),
  };
}

const toOpen = (name: string): Promise<Faulty> => faulty(name, aroundNow(), { without: [DEPLOYMENT_RESOURCE] });

async function toClose(name: string): Promise<Faulty> {
  const made = await faulty(name, before());
  await attachByHand(made.aws.iam, made.access);
  return made;
}

describeOnMoto('an opening', () => {
  test.concurrent('takes twelve calls when nothing goes wrong', async () => {
    const { proxy, start, state } = await toOpen('OpenCalls');
    expect(eventsOf(await start())).toEqual(['attached', 'opened']);
    expect(await state()).toBe('open');
    expect(proxy.calls).toEqual([
      ...Array<string>(5).fill('GetSchedule'),
      ...['ListAttachedRolePolicies', 'AssumeRole', 'AttachRolePolicy'],
      ...Array<string>(4).fill('GetSchedule'),
      'PutEvents',
    ]);
  });

  test.concurrent('goes on when every service throttles it once', async () => {
    const { proxy, start, state } = await toOpen('OpenThrottled');
    proxy.strike('GetSchedule', SCHEDULER_THROTTLED, 1).strike('ListAttachedRolePolicies', THROTTLED, 1);
    proxy.strike('AssumeRole', THROTTLED, 1).strike('AttachRolePolicy', THROTTLED, 2);
    expect(eventsOf(await start())).toEqual(['attached', 'opened']);
    expect(proxy.count('AttachRolePolicy')).toBe(3);
    expect(await state()).toBe('open');
  });

  test.concurrent('goes on when every service fails or is busy once, or hangs up', async () => {
    const { proxy, start, state } = await toOpen('OpenFailing');
    proxy.strike('GetSchedule', { reset: 'before' }, 1).strike('ListAttachedRolePolicies', FAILING, 1);
    proxy.strike('AssumeRole', UNAVAILABLE, 1).strike('AttachRolePolicy', BUSY, 1);
    expect(eventsOf(await start())).toEqual(['attached', 'opened']);
    expect(await state()).toBe('open');
  });

  test.concurrent('attaches again when the answer to an attach was lost', async () => {
    const { proxy, start, state } = await toOpen('OpenLostOnce');
    proxy.strike('AttachRolePolicy', { reset: 'after' }, 1);
    expect(eventsOf(await start())).toEqual(['attached', 'opened']);
    expect(proxy.count('AttachRolePolicy')).toBe(2);
    expect(await state()).toBe('open');
  });

  test.concurrent('takes off what it may have attached when no answer ever comes back', async () => {
    const { proxy, start, state } = await toOpen('OpenLost');
    proxy.strike('AttachRolePolicy', { reset: 'after' });
    const opening = await start();
    expect(opening.failed).toBeDefined();
    expect(eventsOf(opening)).toEqual(['refused', 'detached', 'verified', 'open-failed']);
    expect(metricOf(opening, 'FailedOpens')).toBe(1);
    expect(await state()).toBe('closed');
  });

  test.concurrent('takes off what it attached when it cannot check again', async () => {
    const { proxy, start, state } = await toOpen('OpenUnchecked');
    const reads = 5;
    proxy.strike('GetSchedule', { slowMs: 0 }, reads).strike('GetSchedule', FAILING);
    const opening = await start();
    expect(opening.failed).toBeDefined();
    expect(eventsOf(opening)).toEqual(['attached', 'refused', 'detached', 'verified', 'open-failed']);
    expect(await state()).toBe('closed');
  });

  test.concurrent('fails at once, and loudly, on a role whose quota is full', async () => {
    const { proxy, start, state } = await toOpen('OpenQuota');
    proxy.strike('AttachRolePolicy', QUOTA_FULL);
    const opening = await start();
    expect(opening.failed).toContain('LimitExceeded');
    expect(eventsOf(opening)).toEqual(['open-failed']);
    expect(metricOf(opening, 'FailedOpens')).toBe(1);
    expect(proxy.count('AttachRolePolicy')).toBe(1);
    expect(await state()).toBe('closed');
  });

  test.concurrent('waits ten seconds for an answer, and then asks again', async () => {
    const { proxy, start, state } = await toOpen('OpenSlow');
    proxy.strike('ListAttachedRolePolicies', { slowMs: 12 * SECOND }, 1);
    expect(eventsOf(await start())).toEqual(['attached', 'opened']);
    expect(proxy.count('ListAttachedRolePolicies')).toBe(2);
    expect(await state()).toBe('open');
  });
});

describeOnMoto('a close', () => {
  test.concurrent('takes five calls when nothing goes wrong', async () => {
    const { proxy, end, state } = await toClose('CloseCalls');
    expect(eventsOf(await end())).toEqual(['detached', 'verified']);
    expect(proxy.calls.filter((call) => call !== 'PutEvents')).toEqual([
      ...['GetSchedule', 'AssumeRole', 'DetachRolePolicy'],
      ...['ListAttachedRolePolicies', 'ListAttachedRolePolicies'],
    ]);
    expect(proxy.count('PutEvents')).toBe(2);
    expect(await state()).toBe('closed');
  });

  test.concurrent('goes on when every service throttles or fails it for a while', async () => {
    const { proxy, end, state } = await toClose('CloseFailing');
    proxy.strike('GetSchedule', SCHEDULER_THROTTLED, 2).strike('AssumeRole', { reset: 'before' }, 2);
    proxy.strike('DetachRolePolicy', FAILING, 2).strike('DetachRolePolicy', BUSY, 1);
    proxy.strike('ListAttachedRolePolicies', THROTTLED, 3);
    expect(eventsOf(await end())).toEqual(['detached', 'verified']);
    expect(await state()).toBe('closed');
  });

  test.concurrent('is proved although the answer to the detach was lost', async () => {
    const { proxy, end, state } = await toClose('CloseLost');
    proxy.strike('DetachRolePolicy', { reset: 'after' }, 1);
    const closing = await end();
    expect(closing.failed).toBeUndefined();
    // The second detach is told that there is no such attachment; only the list proves that it has gone.
    expect(eventsOf(closing)).toEqual(['verified']);
    expect(await state()).toBe('closed');
  });

  test.concurrent('without Scheduler acts on what the event declares', async () => {
    const { proxy, end, state } = await toClose('CloseBlind');
    proxy.strike('GetSchedule', UNAVAILABLE);
    expect(eventsOf(await end())).toEqual(['detached', 'verified']);
    expect(await state()).toBe('closed');
  });

  test.concurrent('that IAM does not carry out is loud, and made up for by the next sweep', async () => {
    const { stack, proxy, end, state } = await toClose('CloseDown');
    proxy.strike('DetachRolePolicy', UNAVAILABLE);
    const closing = await end(SOON_STOPPED);
    expect(closing.failed).toMatch(GIVEN_UP);
    expect(eventsOf(closing)).toEqual(['close-failed']);
    expect(metricOf(closing, 'OpenPastEnd')).toBe(1);
    expect(await state()).toBe('open');

    proxy.heal();
    const swept = await stack.fire('sweep', before().end, { endpoint: proxy.endpoint });
    expect(eventsOf(swept)).toEqual(['drift', 'detached', 'verified', 'drift-removed']);
    expect(metricOf(swept, 'OpenPastEnd')).toBe(0);
    expect(await state()).toBe('closed');
  });

  test.concurrent('that STS denies is loud', async () => {
    const { proxy, end, state } = await toClose('CloseDenied');
    proxy.strike('AssumeRole', DENIED);
    const closing = await end(SOON_STOPPED);
    expect(closing.failed).toMatch(GIVEN_UP);
    expect(eventsOf(closing)).toEqual(['close-failed']);
    expect(closing.lines.some(({ message }) => message === 'cannot assume the attachment role')).toBe(true);
    expect(await state()).toBe('open');
  });
});
