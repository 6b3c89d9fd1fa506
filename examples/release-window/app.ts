/** `npx cdk synth`, then `npx temporary-access rehearse`. */
import { App } from 'aws-cdk-lib';
import { ReleaseWindowStack } from './release-window-stack';

const app = new App();
new ReleaseWindowStack(app, 'ReleaseWindow');
app.synth();
