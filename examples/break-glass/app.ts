/** `npx cdk synth --app 'node --require tsx/cjs examples/break-glass/app.ts' --output cdk.out/break-glass` */
import { App, Aspects } from 'aws-cdk-lib';
import { QuietScenery } from '../scenery';
import { BreakGlassStack } from './break-glass-stack';

const app = new App();
Aspects.of(app).add(new QuietScenery());
new BreakGlassStack(app, 'BreakGlass');
app.synth();
