/** Windows that open on request, as an author writes them. */
import { type App, Duration, Stack } from 'aws-cdk-lib';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Pipeline } from 'aws-cdk-lib/aws-codepipeline';
import type { Role } from 'aws-cdk-lib/aws-iam';
import {
  AccessController,
  AccessSignal,
  AccessWindow,
  type OnDemandWindowProps,
  type TemporaryAccess,
} from 'cdk-temporary-access';
import { accessIn, deployRole, tuesdays } from './review-fixture';

export interface Asked {
  /** Beside: an hour at most, opened by a request of the tool, closed by one. */
  readonly window?: Partial<OnDemandWindowProps>;
  readonly breakGlass?: boolean;
  /** Beside the tool, who may ask for it to be opened. */
  readonly openers?: readonly string[];
  readonly grant?: (access: TemporaryAccess, tool: Role, role: Role) => void;
}

/** One access of one role that the role of a tool may open and close. */
export function asked({ window = {}, breakGlass = false, openers = [], grant }: Asked = {}): (app: App) => void {
  return (app) => {
    const stack = new Stack(app, 'Shop');
    new AccessController(stack, 'AccessController', {
      alarmActions: [new SnsAction(new Topic(stack, 'OnCall'))],
    });
    const role = deployRole(stack);
    const props = { ...hour(), ...window };
    const access = accessIn(stack, {
      role,
      windows: [breakGlass ? AccessWindow.breakGlass(props) : AccessWindow.onDemand(props)],
    });
    const tool = deployRole(stack, {}, 'Tool');
    const ask =
      grant ??
      ((): void => {
        access.grantOpen(tool);
        access.grantClose(tool);
      });
    ask(access, tool, role);
    openers.forEach((id) => {
      access.grantOpen(deployRole(stack, {}, id));
    });
  };
}

export function hour(): OnDemandWindowProps {
  return { maxDuration: Duration.hours(1), openOn: [AccessSignal.request()], closeOn: [AccessSignal.request()] };
}

/** A release for an hour at most that its pipeline opens on Tuesdays, and closes when it is over. */
export function byPipeline(stack: Stack, props: Partial<OnDemandWindowProps> = {}): AccessWindow {
  const pipeline = Pipeline.fromPipelineArn(stack, 'Train', 'arn:aws:codepipeline:eu-west-2:111122223333:shop-release');
  return AccessWindow.onDemand({
    maxDuration: Duration.hours(1),
    openOn: [AccessSignal.pipelineStarted(pipeline)],
    closeOn: [AccessSignal.pipelineFinished(pipeline)],
    within: tuesdays(),
    ...props,
  });
}

/** One access with these windows. */
export function having(windows: (stack: Stack) => AccessWindow[]): (app: App) => void {
  return (app) => {
    const stack = new Stack(app, 'Shop');
    accessIn(stack, { windows: windows(stack) });
  };
}
