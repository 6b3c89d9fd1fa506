/** Defects planted into the handler, each found by chance alone: a simulation that finds none of them proves nothing. */
import { execFileSync } from 'node:child_process';
import { cpSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { emptyFolder, removeFolders, synthesized, withHandler } from '../lib/rehearsal/assembly-fixture';
import { onDemand, shop } from './assemblies';
import { rehearseWithFaults } from './command';

const ROOT = join(__dirname, '..', '..');
const MOST_RUNS = 1_000;

afterAll(removeFolders);

let assembly = '';
let askable = '';
beforeAll(() => {
  assembly = synthesized(shop);
  askable = synthesized(onDemand);
});

interface Edit {
  readonly file: string;
  readonly from: string;
  readonly to: string;
  /**
   * Of the first run. What shows in one run of hundreds is looked for near it: from 1 on it takes longer, and is found.
   *
   * @default 1
   */
  readonly firstSeed?: number;
}

/** The handler as it would be with a line changed. */
function handlerWith({ file, from, to }: Edit): string {
  const folder = emptyFolder();
  for (const part of ['lambda', 'lib/core']) {
    cpSync(join(ROOT, part), join(folder, part), { recursive: true });
  }
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  const path = join(folder, file);
  const source = readFileSync(path, 'utf8');
  if (!source.includes(from)) {
    throw new Error(`${file} does not hold "${from}" any more: plant the defect where it is now`);
  }
  writeFileSync(
    path,
    source.replace(from, () => to),
  );
  const bundle = join(folder, 'handler.js');
  const options = ['--bundle', '--platform=node', '--format=cjs', '--main-fields=module,main', '--log-level=error'];
  execFileSync(
    join(ROOT, 'node_modules', '.bin', 'esbuild'),
    ['lambda/handler.ts', ...options, `--outfile=${bundle}`],
    {
      cwd: folder,
    },
  );
  return readFileSync(bundle, 'utf8');
}

const planted: readonly (readonly [defect: string, broken: RegExp, edit: Edit])[] = [
  [
    'drops the clock check after an attach',
    /^I3$/,
    {
      file: 'lambda/attach.ts',
      from: "after = await check(run, access, cause, now, ['start'], patience);",
      to: "after = await check(run, access, cause, () => checkedAt, ['start'], patience);",
    },
  ],
  [
    'skips the read-back',
    /^I5$/,
    {
      file: 'lambda/detach.ts',
      from: 'const proved = await readBack(run, session, target, proof, lastDetach);',
      to: 'const proved: Proved = { reads: 0, awsRequestIds: [] }; void readBack; void lastDetach;',
    },
  ],
  [
    'lets the sweep stop at the first error',
    /^I3$/,
    {
      file: 'lambda/parallel.ts',
      from: '  const failures: unknown[] = [];',
      to: '  for (const item of items) { await act(item); }\n  return [];\n  const failures: unknown[] = [];',
      firstSeed: 150,
    },
  ],
  [
    'does not look again for a lock when it has attached',
    /^I3$/,
    {
      file: 'lambda/attach.ts',
      from: 'withLock(unlocked, await lockOn(run, access.access, patience, manifest.locked));',
      to: "edges.includes('end') ? withLock(unlocked, await lockOn(run, access.access, patience, manifest.locked)) : unlocked;",
    },
  ],
  [
    'trusts the time of a start',
    /^opens$/,
    {
      file: 'lambda/attach.ts',
      from: 'later(run.world.clock.now(), notBefore);',
      to: 'notBefore;',
    },
  ],
  [
    'attaches what the manifest does not list',
    /^I[12]$/,
    {
      file: 'lambda/attach.ts',
      from: 'if (!manifest.accesses.some((listed) => sameDeclaration(listed, access))) {',
      to: 'if (manifest.accesses.length < 0 && sameDeclaration(access, access)) {',
    },
  ],
  [
    'lets a deployment forget what left the stack',
    /^I8$/,
    {
      file: 'lambda/custom-resource.ts',
      from: 'await detachRemoved(run, old, current);',
      to: '',
    },
  ],
  [
    'reads the first page only',
    /^I[35]$/,
    { file: 'lambda/observe.ts', from: 'marker = found.marker;', to: 'marker = undefined;' },
  ],
  [
    'gives the session that attaches no end',
    /^I3$/,
    {
      file: 'lambda/attach.ts',
      from: 'const last = until < end ? until : end;',
      to: 'const last = plus(end, 86_400_000); void until;',
    },
  ],
];

/** In what is told of it. */
const plantedTelling: typeof planted = [
  [
    'opens and tells nobody',
    /^events$/,
    {
      file: 'lambda/run.ts',
      from: 'outbox.send(written);',
      to: "if (written.event !== 'opened') { outbox.send(written); }",
    },
  ],
  [
    'proves a removal and tells nobody',
    /^events$/,
    {
      file: 'lambda/run.ts',
      from: 'outbox.send(written);',
      to: "if (written.event !== 'verified') { outbox.send(written); }",
    },
  ],
  [
    'tells how many reads it took as a text',
    /^events$/,
    {
      file: 'lib/core/access-events.ts',
      from: 'record[field] === undefined ? [] : [[field, record[field]]]',
      to: "record[field] === undefined ? [] : [[field, field === 'reads' ? String(record[field]) : record[field]]]",
    },
  ],
  [
    'says nothing of events that have no answer',
    /^events$/,
    {
      file: 'lambda/outbox.ts',
      from: 'this.lost(letter, `no answer',
      to: 'void ((): void => undefined)(); void (`no answer',
    },
  ],
  [
    'waits for the bus before it closes',
    /^I3$/,
    {
      file: 'lambda/detach.ts',
      from: '    const session = await closingSession(',
      to: "    await Promise.all(run.outbox['underWay'].keys());\n    const session = await closingSession(",
      firstSeed: 100,
    },
  ],
];

/** In what opens on request and closes early. */
const plantedOnDemand: typeof planted = [
  [
    'forgets that a case is over',
    /^I3$/,
    {
      file: 'lib/core/lease.ts',
      from: '  const keys = caseKeys(window, request);\n  return holds.some(',
      to: '  const keys = caseKeys(window, request);\n  return holds.length > 100 && holds.some(',
    },
  ],
  [
    'closes whatever case is open',
    /^I9$/,
    {
      file: 'lambda/early-close.ts',
      from: 'return id === window.id && sameCase &&',
      to: 'void sameCase;\n  return id === window.id &&',
    },
  ],
  [
    'holds, and leaves the rest to the sweep',
    /^I3$/,
    { file: 'lambda/early-close.ts', from: 'await detachHeld(', to: 'void (' },
  ],
  [
    'gives leases for twice the time',
    /^I3$/,
    {
      file: 'lib/core/lease.ts',
      from: 'const end = earlier(plus(asked, maxMinutes * MINUTE)',
      to: 'const end = earlier(plus(asked, 2 * maxMinutes * MINUTE)',
    },
  ],
  [
    'answers requests of other accounts',
    /^I4$/,
    { file: 'lib/core/request.ts', from: 'if (sender !== account) {', to: "if (sender === '') {" },
  ],
  [
    'breaks glass in silence',
    /^I6$/,
    { file: 'lambda/break-glass.ts', from: 'run.world.telemetry.breakGlass(access.access, true);', to: '' },
  ],
  [
    'leaves leases behind when an access goes',
    /^I8$/,
    {
      file: 'lambda/arranged-removal.ts',
      from: 'const names = [...leases,',
      to: 'const names = [...leases.slice(9),',
      firstSeed: 600,
    },
  ],
];

const all = [
  ...planted.map((one) => [...one, () => assembly] as const),
  ...plantedTelling.map((one) => [...one, () => assembly] as const),
  ...plantedOnDemand.map((one) => [...one, () => askable] as const),
];

test.each(all)(
  `a handler that %s is caught within ${MOST_RUNS} runs of chaos`,
  async (_defect, broken, edit, app) => {
    const code = handlerWith(edit);
    const folder = withHandler(app(), () => code);
    const { status, report } = await rehearseWithFaults(
      folder,
      'chaos',
      '--seed',
      `${edit.firstSeed ?? 1}`,
      '--runs',
      `${MOST_RUNS}`,
      '--bail',
    );
    expect(status).toBe(1);
    const [failed] = report.failedRuns;
    expect(failed?.violations.map(({ invariant }) => invariant)).toContainEqual(expect.stringMatching(broken));
    expect(failed?.story.map(({ what }) => what)).toContainEqual(expect.stringMatching(/IS BROKEN/));
  },
  180_000,
);
