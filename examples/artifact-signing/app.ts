/** `npx cdk synth --app 'node --require tsx/cjs examples/artifact-signing/app.ts' --output cdk.out/artifact-signing` */
import { App } from 'aws-cdk-lib';
import { ArtifactSigningStack } from './artifact-signing-stack';

const app = new App();
new ArtifactSigningStack(app, 'ArtifactSigning');
app.synth();
