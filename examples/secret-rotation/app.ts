/** `npx cdk synth --app 'node --require tsx/cjs examples/secret-rotation/app.ts' --output cdk.out/secret-rotation` */
import { App, Aspects } from 'aws-cdk-lib';
import { QuietScenery } from '../scenery';
import { SecretRotationStack } from './secret-rotation-stack';

const app = new App();
Aspects.of(app).add(new QuietScenery());
new SecretRotationStack(app, 'SecretRotation');
app.synth();
