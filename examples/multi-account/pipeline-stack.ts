/**
 * One app for all accounts: security first, then staging, then production, each a stage of a pipeline and each stage an
 * account of its own, with its own controller. No controller reaches into another account.
 */
import { AccessWindow, Weekday } from 'cdk-temporary-access';
import { Stack, type StackProps, Stage, type StageProps, TimeZone } from 'aws-cdk-lib';
import { CodePipeline, CodePipelineSource, ManualApprovalStep, ShellStep } from 'aws-cdk-lib/pipelines';
import type { Construct } from 'constructs';
import { PRODUCTION, SECURITY, STAGING } from './accounts';
import { SecurityStack } from './security-stack';
import { ShopStack } from './shop-stack';

const CONNECTION =
  'arn:aws:codestar-connections:eu-west-2:111111111111:connection/00000000-0000-4000-8000-000000000000';
const APP = "'node --require tsx/cjs examples/multi-account/app.ts'";

/** Where people work on it all day. */
const OFFICE_HOURS = AccessWindow.weekly({
  days: [Weekday.MONDAY, Weekday.TUESDAY, Weekday.WEDNESDAY, Weekday.THURSDAY, Weekday.FRIDAY],
  start: '08:00',
  end: '18:00',
  timeZone: TimeZone.EUROPE_LONDON,
});
const RELEASE_WINDOW = AccessWindow.weekly({
  days: [Weekday.TUESDAY, Weekday.THURSDAY],
  start: '20:00',
  end: '22:00',
  timeZone: TimeZone.EUROPE_LONDON,
});

class SecurityStage extends Stage {
  constructor(scope: Construct, id: string, props: StageProps) {
    super(scope, id, props);
    new SecurityStack(this, 'AccessEvents', { accounts: [STAGING.account, PRODUCTION.account] });
  }
}

class ShopStage extends Stage {
  constructor(scope: Construct, id: string, props: StageProps & { readonly window: AccessWindow }) {
    super(scope, id, props);
    new ShopStack(this, 'Shop', { window: props.window });
  }
}

export class PipelineStack extends Stack {
  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);

    const pipeline = new CodePipeline(this, 'Pipeline', {
      crossAccountKeys: true,
      enableKeyRotation: true,
      synth: new ShellStep('Synth', {
        input: CodePipelineSource.connection('shop/infrastructure', 'main', { connectionArn: CONNECTION }),
        commands: [
          'npm ci',
          `npx cdk synth --quiet --app ${APP}`,
          // Nothing is deployed that a reviewer would stop, or that is not over in time.
          'npx temporary-access review --fail-on high',
          'npx temporary-access rehearse',
        ],
      }),
    });
    // The bus first: what is sent before there is one is lost.
    pipeline.addStage(new SecurityStage(this, 'Security', { env: SECURITY }));
    pipeline.addStage(new ShopStage(this, 'Staging', { env: STAGING, window: OFFICE_HOURS }));
    pipeline.addStage(new ShopStage(this, 'Production', { env: PRODUCTION, window: RELEASE_WINDOW }), {
      pre: [new ManualApprovalStep('Release')],
    });
  }
}
