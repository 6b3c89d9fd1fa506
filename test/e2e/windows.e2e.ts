/** Windows, over real HTTP: the packaged handler, with the credentials of its own roles. */
import { DetachRolePolicyCommand } from '@aws-sdk/client-iam';
import { App } from 'aws-cdk-lib';
import { ReleaseWindowStack } from '../../examples/release-window/release-window-stack';
import { DEPLOYMENT_RESOURCE, roleName } from '../../lib/core/declaration';
import { HOUR, MINUTE, plus } from '../../lib/core/interval';
import { openWindows } from '../../lib/core/window';
import { attachByHand, attachedTo, crowd, stateOf } from './attachments';
import { describeOnMoto } from './aws';
import { deploy, singleAccess } from './deployed-stack';
import { eventsOf, metricOf } from './function';
import { accessIn, after, aroundNow, before, daily, now, once, soon, stackNamed } from './moment';

/** The deployment itself opens nothing, so a test sees the start do it. */
const LEFT_TO_THE_START = { without: [DEPLOYMENT_RESOURCE] };

describeOnMoto('the release window', () => {
  test.concurrent('deploys, and has open what is inside a window at that moment', async () => {
    const stack = await deploy(new ReleaseWindowStack(new App(), 'ReleaseWindow'));
    expect(stack.manifest.map(({ access }) => access)).toEqual(['ReleaseAccess', 'PipelineAccess', 'MigrationAccess']);
    for (const access of stack.manifest) {
      const due = openWindows(access.windows, now()).length > 0;
      expect(await stateOf(stack.aws.iam, access)).toBe(due ? 'open' : 'closed');
    }
  });
});

describeOnMoto('a window', () => {
  test.concurrent('opens at its start and is closed, with proof, at its end', async () => {
    const times = { start: plus(now(), -HOUR), end: soon() };
    const stack = stackNamed('Window');
    accessIn(stack, once(times));
    const { aws, access, edge } = singleAccess(await deploy(stack, LEFT_TO_THE_START));
    expect(await stateOf(aws.iam, access)).toBe('closed');

    const opened = await edge('start', times.start);
    expect(eventsOf(opened)).toEqual(['attached', 'opened']);
    expect(metricOf(opened, 'Opened')).toBe(1);
    expect(await stateOf(aws.iam, access)).toBe('open');

    await new Promise((done) => setTimeout(done, times.end - Date.now()));
    const closed = await edge('end', times.end);
    expect(eventsOf(closed)).toEqual(['detached', 'verified']);
    expect(metricOf(closed, 'Verified')).toBe(1);
    expect(await stateOf(aws.iam, access)).toBe('closed');
  });

  test.concurrent('of every day opens and closes as one that happens once', async () => {
    const times = aroundNow();
    const stack = stackNamed('Daily');
    accessIn(stack, daily(times));
    const { aws, access, edge } = singleAccess(await deploy(stack, LEFT_TO_THE_START));
    expect(eventsOf(await edge('start', times.start))).toEqual(['attached', 'opened']);
    // The function's clock is behind: Scheduler says that the end has come.
    expect(eventsOf(await edge('end', plus(times.end, MINUTE)))).toEqual(['detached', 'verified']);
    expect(await stateOf(aws.iam, access)).toBe('closed');
  });

  test.concurrent('that starts twice, also at once, is attached once and stays open', async () => {
    const times = aroundNow();
    const stack = stackNamed('Twice');
    accessIn(stack, once(times));
    const { aws, access, edge } = singleAccess(await deploy(stack, LEFT_TO_THE_START));
    const both = await Promise.all([edge('start', times.start), edge('start', times.start)]);
    expect(both.map(({ failed }) => failed)).toEqual([undefined, undefined]);
    const again = await edge('start', times.start);
    expect(again.failed).toBeUndefined();
    expect(eventsOf(again)).toEqual(['opened']);
    expect(metricOf(again, 'Opened')).toBeUndefined();
    expect(await attachedTo(aws.iam, access.role)).toEqual(access.policies);
  });

  test.concurrent('whose start comes after its end does not open', async () => {
    const times = before();
    const stack = stackNamed('Late');
    accessIn(stack, once(times));
    const { aws, access, edge } = singleAccess(await deploy(stack));
    const late = await edge('start', times.start);
    expect(late.failed).toBeUndefined();
    expect(eventsOf(late)).toEqual(['refused']);
    expect(await stateOf(aws.iam, access)).toBe('closed');
  });

  test.concurrent('whose start comes too early does not open either', async () => {
    const times = after();
    const stack = stackNamed('Early');
    accessIn(stack, daily(times));
    const { aws, access, edge } = singleAccess(await deploy(stack));
    expect(eventsOf(await edge('start', now()))).toEqual(['refused']);
    expect(await stateOf(aws.iam, access)).toBe('closed');
  });

  test.concurrent('whose end comes twice is proved to be closed twice', async () => {
    const times = before();
    const stack = stackNamed('EndTwice');
    accessIn(stack, once(times));
    const { aws, access, edge } = singleAccess(await deploy(stack));
    await attachByHand(aws.iam, access);
    expect(eventsOf(await edge('end', times.end))).toEqual(['detached', 'verified']);
    const again = await edge('end', times.end);
    expect(again.failed).toBeUndefined();
    expect(eventsOf(again)).toEqual(['verified']);
  });

  test.concurrent('opens and closes on a role whose policies fill several pages', async () => {
    const times = aroundNow();
    const stack = stackNamed('Pages');
    accessIn(stack, once(times));
    const { aws, access, edge } = singleAccess(await deploy(stack, LEFT_TO_THE_START));
    const others = await crowd(aws.iam, access.role, 230);
    expect(eventsOf(await edge('start', times.start))).toEqual(['attached', 'opened']);
    // IAM promises no order; moto's is that of the names, which puts the access's own on the last page.
    expect((await attachedTo(aws.iam, access.role)).indexOf(access.policies[0]!)).toBeGreaterThanOrEqual(200);
    expect(metricOf(await edge('start', times.start), 'Opened')).toBeUndefined();
    expect(eventsOf(await edge('end', times.end))).toEqual(['detached', 'verified']);
    expect((await attachedTo(aws.iam, access.role)).sort()).toEqual([...others].sort());
  });
});

describeOnMoto('a sweep', () => {
  test.concurrent('takes off what somebody attached by hand, and leaves what is open', async () => {
    const stack = stackNamed('Drift');
    accessIn(stack, once(before()), 'Past');
    accessIn(stack, once(aroundNow()), 'Present');
    accessIn(stack, daily(after()), 'Future');
    const deployed = await deploy(stack);
    const { iam } = deployed.aws;
    const [past, present, future] = [deployed.access('Past'), deployed.access('Present'), deployed.access('Future')];
    await attachByHand(iam, past);
    await attachByHand(iam, future);

    const swept = await deployed.fire('sweep', now());
    expect(swept.failed).toBeUndefined();
    expect(eventsOf(swept).sort()).toEqual([
      ...['detached', 'detached', 'drift', 'drift', 'drift-removed', 'drift-removed', 'verified', 'verified'],
    ]);
    expect(metricOf(swept, 'SweepHeartbeat')).toBe(1);
    expect(await stateOf(iam, past)).toBe('closed');
    expect(await stateOf(iam, present)).toBe('open');
    expect(await stateOf(iam, future)).toBe('closed');
  });

  test.concurrent('puts nothing back that a person took off', async () => {
    const stack = stackNamed('ByHand');
    accessIn(stack, once(aroundNow()));
    const { aws, access, ...deployed } = singleAccess(await deploy(stack));
    await aws.iam.send(
      new DetachRolePolicyCommand({ RoleName: roleName(access.role), PolicyArn: access.policies[0]! }),
    );
    const swept = await deployed.stack.fire('sweep', now());
    expect(eventsOf(swept)).toEqual([]);
    expect(metricOf(swept, 'SweepHeartbeat')).toBe(1);
    expect(await stateOf(aws.iam, access)).toBe('closed');
  });
});
