/** `npx cdk synth --app 'node --require tsx/cjs examples/secret-rotation/app.ts' --output cdk.out/secret-rotation` */
import { App } from 'aws-cdk-lib';
import { SecretRotationStack } from './secret-rotation-stack';

const app = new App();
new SecretRotationStack(app, 'SecretRotation');
app.synth();
