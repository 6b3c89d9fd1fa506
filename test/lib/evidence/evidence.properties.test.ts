import fc from 'fast-check';
import { DAY, HOUR, iso, MINUTE, plus, SECOND } from '../../../lib/core/interval';
import type { Happening, Trigger } from '../../../lib/core/world';
import type { EvidenceRecord } from '../../../lib/evidence/record';
import type { GapKind } from '../../../lib/evidence/report';
import { at, READ, record, reported, WRITE } from './story';

/** What happened at one occurrence: as it should be, or with something lost of it. */
const STORIES = [
  ...['clock', 'retried', 'early', 'swept', 'taken-off', 'failed-open', 'moved', 'overlapped'],
  ...['lost-proof', 'lost-close', 'lost-open', 'failed', 'late', 'drift', 'unconfirmed'],
] as const;
type Story = (typeof STORIES)[number];

const PLANTED: Readonly<Partial<Record<Story, GapKind>>> = {
  'lost-proof': 'not-verified',
  'lost-close': 'never-verified',
  'lost-open': 'no-open',
  failed: 'close-failed',
  late: 'late',
  drift: 'drift-stands',
  unconfirmed: 'open-unconfirmed',
};

const UNPROVED: readonly Story[] = ['lost-proof', 'lost-close', 'failed'];

const FIRST = at('00:00');
const OPEN = 2 * HOUR;
/** From one start to the next. */
const APART = 6 * HOUR;

/** The two functions have clocks of their own. */
interface Clocks {
  readonly opener: number;
  readonly closer: number;
}

function told(story: Story, place: number, policy: string, { opener, closer }: Clocks): EvidenceRecord[] {
  const start = plus(FIRST, place * APART);
  const end = plus(start, OPEN);
  const occurrence = { window: '0', words: 'often', start: iso(start), end: iso(end), policies: [policy] };
  const say = (
    event: Happening,
    after: number,
    trigger: Trigger,
    more: Partial<EvidenceRecord> = {},
  ): EvidenceRecord => {
    const clock = ['start', 'request', 'deployment'].includes(trigger) ? opener : closer;
    return record(event, plus(start, after + clock), trigger, { ...occurrence, ...more });
  };
  const attached = say('attached', 10 * SECOND, 'start');
  const opened = say('opened', 12 * SECOND, 'start');
  const detached = say('detached', OPEN + 5 * SECOND, 'end');
  const verified = say('verified', OPEN + 12 * SECOND, 'end', { reads: 2 });
  const failed = say('close-failed', OPEN + MINUTE, 'end', { reason: 'throttled' });
  const sweep = (after: number): EvidenceRecord[] => [
    say('drift', after, 'sweep', { start: undefined, end: undefined }),
    say('detached', after + SECOND, 'sweep'),
    say('verified', after + 8 * SECOND, 'sweep'),
    say('drift-removed', after + 8 * SECOND, 'sweep'),
  ];
  const stories: Record<Story, EvidenceRecord[]> = {
    clock: [attached, opened, detached, verified],
    retried: [
      ...[attached, say('opened', 3 * MINUTE, 'start', { reason: 'attached already' })],
      ...[say('opened', HOUR, 'deployment', { reason: 'attached already' }), detached, verified],
    ],
    early: [
      ...[attached, opened, say('held', 30 * MINUTE, 'early-close', { until: iso(end) })],
      say('detached', 30 * MINUTE + 4 * SECOND, 'early-close', { secondsPastEnd: 5 }),
      say('verified', 30 * MINUTE + 25 * SECOND, 'early-close', { secondsPastEnd: 26 }),
      verified,
    ],
    swept: [attached, opened, failed, ...sweep(OPEN + 5 * MINUTE)],
    'taken-off': [
      ...[attached, say('refused', 12 * SECOND, 'start'), say('detached', 13 * SECOND, 'start')],
      ...[say('verified', 20 * SECOND, 'start'), say('open-failed', 20 * SECOND, 'start'), verified],
    ],
    'failed-open': [say('open-failed', 10 * SECOND, 'start', { reason: 'denied' }), verified],
    moved: [
      ...[attached, opened, say('opened', HOUR, 'deployment', { access: 'renamed', reason: 'attached already' })],
      ...[detached, verified].map((one) => ({ ...one, access: 'renamed' })),
    ],
    overlapped: [
      ...[attached, opened],
      say('opened', HOUR, 'request', { ...{ window: '1', request: `${place}` }, start: iso(plus(start, HOUR)) }),
      ...[detached, verified],
    ],
    'lost-proof': [attached, opened, detached],
    'lost-close': [attached, opened],
    'lost-open': [detached, verified],
    failed: [attached, opened, failed],
    late: [attached, opened, ...sweep(OPEN + 30 * MINUTE)],
    drift: [attached, opened, detached, verified, say('drift', OPEN + HOUR, 'sweep')],
    unconfirmed: [attached, detached, verified],
  };
  return stories[story];
}

const clocks = fc.record({ opener: fc.integer({ min: -4, max: 4 }), closer: fc.integer({ min: -4, max: 4 }) });
const stories = fc.array(fc.constantFrom(...STORIES), { minLength: 1, maxLength: 12 });

test('the gaps found are those that were planted, whatever order, doubles and clocks', () => {
  fc.assert(
    fc.property(
      stories,
      stories,
      clocks,
      fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })),
      (write, read, { opener, closer }, chance) => {
        const apart = { opener: opener * SECOND, closer: closer * SECOND };
        const pairs = [
          { policy: WRITE, played: write },
          { policy: READ, played: read },
        ];
        const written = pairs.flatMap(({ policy, played }) =>
          played.flatMap((story, place) => told(story, place, policy, apart)),
        );
        const random = (): number => chance.next().value;
        const doubled = written.flatMap((one) => (random() < 0.1 ? [one, one] : [one]));
        const shuffled = doubled.map((one) => ({ one, key: random() })).sort((a, b) => a.key - b.key);
        const evidence = reported(
          shuffled.map(({ one }) => one),
          { until: plus(FIRST, 10 * DAY), readUntil: plus(FIRST, 10 * DAY) },
        );
        const found = evidence.gaps.flatMap(({ kind, policies, at: when }) => {
          const place = Math.floor((Date.parse(when ?? '') - FIRST + MINUTE) / APART);
          return policies.map((policy) => `${policy} ${place} ${kind}`);
        });
        const planted = pairs.flatMap(({ policy, played }) =>
          played.flatMap((story, place) => {
            // What failed to open leaves a proof that also holds for what was open before.
            const isProvedLater = UNPROVED.includes(story) && played[place + 1] === 'failed-open';
            const kind = isProvedLater ? 'late' : PLANTED[story];
            return kind === undefined ? [] : [`${policy} ${place} ${kind}`];
          }),
        );
        expect(found.sort()).toEqual(planted.sort());
      },
    ),
    { numRuns: 100 },
  );
});
