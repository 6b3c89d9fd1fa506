/**
 * A version to come, made of the one of today: it says everything in another format, which its handler reads and today's
 * does not.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AssemblyStack } from '../../lib/assembly/assembly';
import type { Template } from '../../lib/assembly/template';

/** The handler of today, who hears everything in its own format, and whose leases and holds are written in the later one. */
const HANDLER = (real: string): string => `
const real = require(${JSON.stringify(real)});
const lunar = (text) => text.replaceAll('"version":1', '"version":2').replaceAll('"kind":"', '"kind":"lunar-');
const plain = (text) => text.replaceAll('"version":2', '"version":1').replaceAll('"version":"2"', '"version":"1"').replaceAll('"kind":"lunar-', '"kind":"');
const heard = (event) => JSON.parse(plain(JSON.stringify(event)));
const schedules = (ports) => ({
  ...ports,
  get: async (name) => {
    const schedule = await ports.get(name);
    return { ...schedule, input: plain(schedule.input) };
  },
  create: (name, schedule) => ports.create(name, { ...schedule, input: lunar(schedule.input) }),
});
const later = (handle) => (world, event, deadline) =>
  handle({ ...world, schedules: schedules(world.schedules) }, heard(event), deadline);
module.exports = { openerIn: later(real.openerIn), closerIn: later(real.closerIn) };
`;

export function laterVersionOf(today: AssemblyStack, folder: string): AssemblyStack {
  const [key, asset] = [...today.files].find(([name]) => name.endsWith('.zip')) ?? ['', ''];
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'index.js'), HANDLER(join(asset, 'index.js')));
  const text = JSON.stringify(today.template)
    .replaceAll(/(\\*"version\\*":)1/g, '$12')
    .replaceAll(/(\\*"kind\\*":\\*")(once|recurring|on-demand)/g, '$1lunar-$2')
    .replaceAll(key, 'later.zip');
  return { ...today, template: JSON.parse(text) as Template, files: new Map([['later.zip', folder]]) };
}
