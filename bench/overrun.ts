/** For how long access stands past its end when things go wrong, here and the ordinary way, under the same faults. */
import { copyFileSync, cpSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack, TimeZone } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { AccessWindow, TemporaryAccess } from 'cdk-temporary-access';
import { epochMs, type Interval, SECOND } from '../lib/core/interval';
import { type AssemblyStack, readAssembly } from '../lib/assembly/assembly';
import { durationText } from '../lib/rehearsal/duration-text';
import { distribution } from '../lib/rehearsal/faults/campaign';
import { FAULT_CLASSES } from '../lib/rehearsal/faults/fault-classes';
import { type Profile, type Rates, ratesOf } from '../lib/rehearsal/faults/rates';
import { occurrencesIn, troubledRun } from '../lib/rehearsal/faults/troubled-run';
import { overrunsOf } from '../lib/rehearsal/invariants/removal';
import type { Findings, Figure } from './figure';
import { ROOT } from './measure';

const DECEMBER: Interval = { start: epochMs(Date.UTC(2026, 11, 1)), end: epochMs(Date.UTC(2026, 11, 29)) };
const RUNS_OF_A_CLASS = 200;
const RUNS_OF_A_PROFILE = 1_000;

interface Trouble {
  readonly name: string;
  readonly bound: string;
  readonly runs: number;
  readonly rates: (seed: number) => Rates;
  readonly may?: ((id: string) => boolean) | undefined;
}

const TROUBLES: readonly Trouble[] = [
  ...FAULT_CLASSES.map(({ name, bound, rates, may }) => ({
    name,
    bound,
    rates: () => rates,
    may,
    runs: RUNS_OF_A_CLASS,
  })),
  ofProfile('standard', 'a mixture of what any account meets'),
  ofProfile('chaos', 'everything at once'),
];

function ofProfile(profile: Profile, name: string): Trouble {
  const bound = 'one sweep and 75 s that nothing hinders';
  return { name, bound, runs: RUNS_OF_A_PROFILE, rates: (seed) => ratesOf(profile, seed) };
}

/** What became of the closes of many runs; what nobody mends is left out, since nobody could close then. */
interface Outcome {
  readonly seconds: readonly number[];
  readonly neverClosed: number;
  readonly beyondBound: number;
}

export async function overrun(): Promise<Findings> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-overrun-'));
  try {
    const ours = readAssembly(synthesized(join(folder, 'ours')));
    const byHand = readAssembly(ordinary(join(folder, 'ours'), join(folder, 'by-hand')));
    const rows: string[][] = [];
    const figures: Figure[] = [];
    for (const trouble of TROUBLES) {
      const [here, there] = [await played(ours, trouble), await played(byHand, trouble)];
      rows.push([trouble.name, trouble.bound, ...columns(here), ...columns(there), `${there.neverClosed}`]);
      figures.push(...figuresOf(trouble, here, there));
    }
    const headings = ['median', '99 %', 'longest'];
    return {
      figures,
      tables: [
        {
          title: 'time past the end of the window (each: here, then the ordinary way)',
          rows: [
            ['what goes wrong', 'bound', ...headings, ...headings.map((one) => `ordinary ${one}`), 'never closed'],
            ...rows,
          ],
        },
      ],
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function figuresOf({ name }: Trouble, here: Outcome, there: Outcome): Figure[] {
  const closes = here.seconds.length + here.neverClosed;
  return [
    {
      name: `${name}: never closed, or past the bound, of ${closes}`,
      unit: 'closes',
      value: here.neverClosed + here.beyondBound,
      beside: { what: 'never closed the ordinary way', value: there.neverClosed },
      target: { value: 0 },
    },
  ];
}

async function played(stacks: readonly AssemblyStack[], { runs, rates, may }: Trouble): Promise<Outcome> {
  const occurrences = occurrencesIn(stacks, DECEMBER);
  const seconds: number[] = [];
  let [neverClosed, beyondBound] = [0, 0];
  for (let seed = 1; seed <= runs; seed++) {
    const run = await troubledRun({
      stacks,
      occurrences,
      seed,
      rates: rates(seed),
      ...(may === undefined ? {} : { may }),
    });
    beyondBound += run.breaches.length;
    for (const { access, attachment, since, until, bound } of overrunsOf(run.played)) {
      if (access !== undefined && bound !== undefined && bound < run.played.now) {
        // What stands until its next window has not been closed either.
        if (until !== undefined && until === attachment.to) {
          seconds.push((until - since) / SECOND);
        } else if ((until ?? run.played.now) > bound) {
          neverClosed++;
        }
      }
    }
  }
  return { seconds, neverClosed, beyondBound };
}

function columns({ seconds }: Outcome): string[] {
  const { median, p99, longest } = distribution(seconds);
  return [median, p99, longest].map((value) => (seconds.length === 0 ? '' : durationText(value)));
}

function synthesized(outdir: string): string {
  const app = new App({ outdir });
  const stack = new Stack(app, 'Shop');
  new TemporaryAccess(stack, 'Release', {
    role: new Role(stack, 'DeployRole', { assumedBy: new ServicePrincipal('codebuild.amazonaws.com') }),
    purpose: 'Release train',
    windows: [AccessWindow.daily({ start: '20:00', end: '20:20', timeZone: TimeZone.EUROPE_LONDON })],
    statements: [new PolicyStatement({ actions: ['s3:PutObject'], resources: ['arn:aws:s3:::shop/*'] })],
  });
  return app.synth().directory;
}

/** The same app, served by the ordinary handler. */
function ordinary(assembly: string, copy: string): string {
  cpSync(assembly, copy, { recursive: true });
  const asset = readdirSync(copy).find((name) => name.startsWith('asset.') && existsSync(join(copy, name, 'index.js')));
  copyFileSync(join(ROOT, 'bench', 'ordinary-handler', 'index.js'), join(copy, asset ?? '', 'index.js'));
  return copy;
}
