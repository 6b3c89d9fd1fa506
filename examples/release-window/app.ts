/** `npx cdk synth`, then `npx temporary-access rehearse`. */
import { App, Aspects } from 'aws-cdk-lib';
import { QuietScenery } from '../scenery';
import { ReleaseWindowStack } from './release-window-stack';

const app = new App();
Aspects.of(app).add(new QuietScenery());
new ReleaseWindowStack(app, 'ReleaseWindow');
app.synth();
