/** Builds and synthesizes one app, in a process of its own: `synth-once.ts declared 40 FOLDER`. */
import { App, Stack } from 'aws-cdk-lib';
import { byHand } from './by-hand';
import { declared } from './declared';

const WAYS = { declared, byHand };

export type Way = keyof typeof WAYS;

const [way, accesses, outdir] = process.argv.slice(2);
const began = performance.now();
const app = new App({ outdir });
WAYS[way as Way](new Stack(app, 'Shop'), Number(accesses));
app.synth();
console.log(JSON.stringify(performance.now() - began));
