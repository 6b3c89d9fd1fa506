/** `npx cdk synth --app 'node --require tsx/cjs examples/agent-tool/app.ts' --output cdk.out/agent-tool` */
import { App } from 'aws-cdk-lib';
import { AgentToolStack } from './agent-tool-stack';

const app = new App();
new AgentToolStack(app, 'AgentTool');
app.synth();
