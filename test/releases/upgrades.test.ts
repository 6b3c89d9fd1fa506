/**
 * Every kept release, upgraded to the library of today in the middle of open windows: nothing stays attached that is
 * not declared, and nothing is closed that is.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AssemblyStack } from '../../lib/assembly/assembly';
import type { Template } from '../../lib/assembly/template';
import { MINUTE } from '../../lib/core/interval';
import { kindOf } from './heard';
import {
  APP,
  appOf,
  asOfToday,
  asReleased,
  isPreRelease,
  keptVersions,
  messagesOf,
  RELEASES,
  withOtherPurposes,
  withPathsOf,
} from './kept-release';
import { laterVersionOf } from './later-version';
import { ASKED, FIXED, momentsOf } from './release-day';
import { replay, type Replayed, type Way } from './replay';

// Other suites may keep both cores busy.
jest.setTimeout(120_000);

interface Played {
  readonly version: string;
  readonly what: string;
  readonly way: Way;
  /** Nothing but the library is another. */
  readonly sameApp: boolean;
  readonly replayed: Replayed;
}

const WAYS = ['upgraded', 'rolled back', 'deleted'] as const;
const ENDS = { upgraded: 'UPDATE_COMPLETE', 'rolled back': 'UPDATE_ROLLBACK_COMPLETE', deleted: 'DELETE_COMPLETE' };

const folder = mkdtempSync(join(tmpdir(), 'upgrades-'));
const froms = new Map<string, AssemblyStack>();
const tos = new Map<string, AssemblyStack>();
const played: Played[] = [];

beforeAll(async () => {
  const changed = withOtherPurposes(asOfToday(join(RELEASES, APP), join(folder, 'today')));
  for (const [index, version] of keptVersions().entries()) {
    const to = asOfToday(appOf(version), join(folder, version));
    const from = isPreRelease(version) ? withPathsOf(asReleased(version), to) : asReleased(version);
    froms.set(version, from);
    tos.set(version, to);
    const seed = index + 1;
    const day = await replay({ from, seed, way: 'upgraded', pace: 0 });
    for (const [place, [name, moment]] of Object.entries(momentsOf(day.played)).entries()) {
      const given = { from, moment, seed, pace: 100 * seed + place };
      // The newest release is what most people upgrade from; the others are played half as often.
      if (version === keptVersions().at(-1) || moment.queued === true || place % 2 === 0) {
        const replayed = await replay({ ...given, to, way: 'upgraded' });
        played.push({ version, what: name, way: 'upgraded', sameApp: true, replayed });
      }
      if (place % 2 === 1) {
        const way = WAYS[(index + place) % WAYS.length] ?? 'upgraded';
        // Before the first release, code could not go back from windows that it did not know.
        const known = way === 'rolled back' && isPreRelease(version);
        const replayed = await replay({ ...given, to: known ? withOtherPurposes(to) : changed, way });
        played.push({ version, what: `${name}, with a changed app, ${way}`, way, sameApp: false, replayed });
      }
    }
  }
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** The only resources that an upgrade deletes: inline policies of before the first release, which are managed ones now. */
const MOVED = /(Opener|Closer)Arrange[0-9A-F]{8}$/;

/** Of one version, by what is played. */
function each<T>(version: string, look: (one: Played) => T): Record<string, T> {
  return Object.fromEntries(played.filter((one) => one.version === version).map((one) => [one.what, look(one)]));
}

/** What a version that told no bus what happened has not told is no breach. */
function breachesIn(version: string, { breaches }: Replayed): string[] {
  const tells = JSON.stringify(froms.get(version)?.template).includes('"EVENT_BUS"');
  return breaches
    .filter(({ invariant }) => tells || invariant !== 'events')
    .map(({ invariant, what }) => `${invariant}: ${what}`);
}

describe.each(keptVersions())('an upgrade from %s, at any moment', (version) => {
  test('leaves nothing attached that is not declared, closes in time, and proves it', () => {
    const found = each(version, ({ replayed }) => [...breachesIn(version, replayed), ...replayed.left]);
    expect(found).toEqual(each(version, () => []));
    expect(Object.keys(found).length).toBeGreaterThan(9);
  });

  test('closes nothing that is open and still declared', () => {
    // Where the app is another as well, what is opening in those seconds may be taken off, and is opened at the end.
    const closed = each(version, ({ sameApp, replayed }) =>
      replayed.wronglyClosed.filter(({ opened }) => sameApp || !opened).map(({ what }) => what),
    );
    expect(closed).toEqual(each(version, () => []));
    const open = Object.values(each(version, ({ replayed }) => replayed.keptOpen.length)).filter((count) => count > 0);
    expect(open.length).toBeGreaterThan(4);
  });

  test('comes through, or goes back whole, or is deleted whole', () => {
    expect(each(version, ({ replayed }) => replayed.status)).toEqual(each(version, ({ way }) => ENDS[way]));
  });

  test('replaces and deletes nothing, where only the library is another', () => {
    const before = Object.keys(froms.get(version)?.template.Resources ?? {});
    const undone = each(version, ({ sameApp, replayed }) =>
      replayed.events
        .filter(({ status, logicalId }) => /^(DELETE|CREATE)/.test(status) && before.includes(logicalId))
        .filter(({ logicalId }) => !MOVED.test(logicalId))
        .flatMap(({ status, logicalId }) => (sameApp ? `${status} ${logicalId}` : [])),
    );
    expect(undone).toEqual(each(version, () => []));
  });

  test('has the new code read messages of the old version, and after a rollback the old code those of the new', () => {
    const heard = played.filter((one) => one.version === version).flatMap(({ replayed }) => replayed.heard);
    const kinds = (code: 'old' | 'new', older: boolean): Set<string> =>
      new Set(heard.filter((one) => one.code === code && one.older === older).map(({ event }) => kindOf(event)));
    const written = messagesOf(version).handed.flatMap(({ kind, event }) => ('event' in event ? kind : []));
    const unread = new Set(written.filter((kind) => !kinds('new', true).has(kind)));
    expect([...unread]).toEqual([]);
    expect(kinds('new', false)).toContain('Update of Custom::TemporaryAccess');
    expect(kinds('old', false).size).toBeGreaterThan(0);
  });
});

test('an inline policy goes only when the managed one that replaces it is there', () => {
  const upgraded = played.filter(({ version, way }) => version === '0.1.0-alpha.2' && way === 'upgraded');
  const steps = ({ replayed }: Played): string[] =>
    replayed.events
      .filter(({ logicalId }) => /(Opener|Closer)Arrange/.test(logicalId))
      .flatMap(({ status }) => (/^(CREATE_COMPLETE|DELETE_IN_PROGRESS)$/.test(status) ? status : []));
  const inOrder = ['CREATE_COMPLETE', 'CREATE_COMPLETE', 'DELETE_IN_PROGRESS', 'DELETE_IN_PROGRESS'];
  expect(upgraded.map(steps)).toEqual(upgraded.map(() => inOrder));
  expect(upgraded.length).toBeGreaterThan(4);
});

describe('the code of today, when an upgrade to a version whose format it does not know is rolled back', () => {
  const newest = keptVersions().at(-1) ?? '';

  test.each(Object.entries(FIXED))('undoes that whole: %s', async (_moment, moment) => {
    const today = tos.get(newest) as AssemblyStack;
    const to = laterVersionOf(today, join(folder, 'later'));
    const { status, breaches, left, wronglyClosed, heard } = await replay({
      ...{ from: today, to, moment, way: 'rolled back', seed: 1, pace: 1 },
      // The judges read as the code of today does, so no lease or hold is made by the later one.
      asked: ASKED.filter(({ at }) => at < moment.at - 2 * MINUTE),
    });
    expect(status).toBe('UPDATE_ROLLBACK_COMPLETE');
    // Nor can they say of the ends of the later one whether they are armed.
    const others = breaches.filter(({ invariant }) => invariant !== 'I2');
    expect([others, left, wronglyClosed.filter(({ opened }) => !opened)]).toEqual([[], [], []]);
    const later = heard.filter(({ code, event }) => code === 'old' && JSON.stringify(event).includes('lunar'));
    expect(later.map(({ event }) => kindOf(event))).toContain('Update of Custom::TemporaryAccess');
  });
});

describe('the replay notices', () => {
  const oldest = keptVersions()[0] ?? '';
  const inside = Object.values(FIXED)[2];
  const upgrade = async (edit: (template: string) => string): Promise<Replayed> => {
    const [from, to] = [froms.get(oldest), tos.get(oldest)] as [AssemblyStack, AssemblyStack];
    const template = JSON.parse(edit(JSON.stringify(to.template))) as Template;
    return replay({ from, to: { ...to, template }, moment: inside, way: 'upgraded', seed: 1, pace: 1 });
  };

  test('a format that the code does not read', async () => {
    const { breaches, left } = await upgrade((text) => text.replaceAll('\\"version\\":1', '\\"version\\":2'));
    expect(breaches.map(({ invariant }) => invariant)).toContain('I3');
    expect(left).not.toEqual([]);
  });

  test('a policy that has another logical id, and so is another policy', async () => {
    const { wronglyClosed } = await upgrade((text) => text.replaceAll('ReleasePolicyFAC7EC38', 'ReleasePolicyOther'));
    expect(wronglyClosed).not.toEqual([]);
  });

  test('roles of the controller that are replaced together with policies, which nothing can detach any more', async () => {
    const { status } = await upgrade((text) => {
      const { Resources = {}, ...others } = JSON.parse(text) as Template;
      const moved = Object.entries(Resources).map(([id, resource]) => {
        const isOurs = /^CdkTemporaryAccessController.*Role/.test(id) && resource.Type === 'AWS::IAM::Role';
        const moves = isOurs || resource.Type === 'AWS::IAM::ManagedPolicy';
        return [
          id,
          moves ? { ...resource, Properties: { ...resource.Properties, Path: '/other/' } } : resource,
        ] as const;
      });
      return JSON.stringify({ ...others, Resources: Object.fromEntries(moved) });
    });
    expect(status).toMatch(/ROLLBACK/);
  });
});
