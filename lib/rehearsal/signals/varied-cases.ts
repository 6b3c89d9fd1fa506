/**
 * Cases as they go when nothing is as planned: a close may come while the open is still being answered, two cases may
 * ask at once or right after each other, and nothing comes exactly when it should.
 */
import { type EpochMs, epochMs, type Interval, intersects, MINUTE, plus, SECOND } from '../../core/interval';
import type { DeployedAccess } from '../declaration-history';
import { between, type Random, seeded } from '../seeded-random';
import { type CaseStep, type PlannedCase, plannedCases } from './planned-cases';
import { signalsOf } from './planned-signals';
import type { Signal } from './signal';

/** The signals of all cases that have a part in a run; `range` is that of all runs, of which the cases are counted. */
export function variedSignals(
  accesses: readonly DeployedAccess[],
  range: Interval,
  run: Interval,
  seed: number,
): Signal[] {
  return accesses
    .flatMap((access) =>
      access.declared.windows.flatMap((window, index) =>
        plannedCases(window, range, index)
          .filter((one) => intersects(one, run))
          .flatMap((one) => {
            const random = seeded(seed, 'case', access.declared.access, window.id, one.number);
            const main = varied(one, random);
            const other = random();
            const next = other < 0.3 ? rivalOf(one, random) : other < 0.6 ? followerOf(main, random) : undefined;
            return [
              ...signalsOf(access, index, main).signals,
              ...(next === undefined ? [] : signalsOf(access, index, next, 'b').signals),
            ];
          }),
      ),
    )
    .sort((a, b) => a.at - b.at);
}

/** Events have their own time to the second, and are sent after it. */
function varied(one: PlannedCase, random: Random): PlannedCase {
  const first = one.steps.find(({ says }) => says === 'open')?.at;
  const isRace = random() < 0.35;
  const late = first === undefined ? undefined : moved(first, between(random, -MINUTE, MINUTE));
  const steps = one.steps.map((step): CaseStep => {
    if (late !== undefined && step.says === 'open' && step.at === first) {
      return { ...step, at: late, happened: wholeSecond(late) };
    }
    if (late !== undefined && isRace && step.says === 'close') {
      const at = moved(late, between(random, -SECOND, 3 * SECOND));
      return { ...step, at, happened: wholeSecond(at) };
    }
    const at = moved(step.at, between(random, -MINUTE, MINUTE));
    const happened = step.happened === undefined ? wholeSecond(at) : wholeSecond(late ?? step.happened);
    return { ...step, at, happened: happened < at ? happened : wholeSecond(at) };
  });
  return { ...one, steps };
}

/** Another case that asks at about the same time, and is done some time later. */
function rivalOf(one: PlannedCase, random: Random): PlannedCase {
  const at = moved(one.start, between(random, -2 * SECOND, 2 * SECOND));
  const done = moved(at, between(random, SECOND, one.end - one.start));
  const steps: CaseStep[] = [
    { says: 'open', at, happened: wholeSecond(at) },
    { says: 'close', at: done, happened: wholeSecond(done) },
  ];
  return { ...one, kind: 'done early', steps: random() < 0.5 ? steps : steps.slice(0, 1) };
}

/** The next case, which comes while the last one is being closed. */
function followerOf(one: PlannedCase, random: Random): PlannedCase | undefined {
  const closed = one.steps.find(({ says }) => says === 'close')?.at;
  if (closed === undefined) {
    return undefined;
  }
  const at = moved(closed, between(random, 0, 25 * SECOND));
  return { ...one, kind: 'never done', steps: [{ says: 'open', at, happened: wholeSecond(at) }] };
}

function moved(at: EpochMs, ms: number): EpochMs {
  return plus(at, ms);
}

function wholeSecond(at: EpochMs): EpochMs {
  return epochMs(at - (at % SECOND));
}
