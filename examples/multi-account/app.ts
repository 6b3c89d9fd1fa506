/** `npx cdk synth --app 'node --require tsx/cjs examples/multi-account/app.ts'` */
import { App, Aspects } from 'aws-cdk-lib';
import { QuietScenery } from '../scenery';
import { TOOLS } from './accounts';
import { PipelineStack } from './pipeline-stack';

const app = new App();
Aspects.of(app).add(new QuietScenery());
new PipelineStack(app, 'Accounts', { env: TOOLS });
app.synth();
