/** `npx cdk synth --app 'node --require tsx/cjs examples/agent-tool/app.ts' --output cdk.out/agent-tool` */
import { App, Aspects } from 'aws-cdk-lib';
import { QuietScenery } from '../scenery';
import { AgentToolStack } from './agent-tool-stack';

const app = new App();
Aspects.of(app).add(new QuietScenery());
new AgentToolStack(app, 'AgentTool');
app.synth();
