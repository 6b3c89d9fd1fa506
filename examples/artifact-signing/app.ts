/** `npx cdk synth --app 'node --require tsx/cjs examples/artifact-signing/app.ts' --output cdk.out/artifact-signing` */
import { App, Aspects } from 'aws-cdk-lib';
import { QuietScenery } from '../scenery';
import { ArtifactSigningStack } from './artifact-signing-stack';

const app = new App();
Aspects.of(app).add(new QuietScenery());
new ArtifactSigningStack(app, 'ArtifactSigning');
app.synth();
