/** `npx cdk synth --app 'node --require tsx/cjs examples/break-glass/app.ts' --output cdk.out/break-glass` */
import { App } from 'aws-cdk-lib';
import { BreakGlassStack } from './break-glass-stack';

const app = new App();
new BreakGlassStack(app, 'BreakGlass');
app.synth();
