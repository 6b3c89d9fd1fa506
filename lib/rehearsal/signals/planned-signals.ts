/** The signals of planned cases: events as the rules of the deployed accesses match them. */
import { type Interval, iso } from '../../core/interval';
import type { DeclaredSignal } from '../../core/signal';
import { type DeclaredWindow, isOnDemand } from '../../core/window';
import type { DeployedAccess } from '../declaration-history';
import { type ExampleEvent, exampleEvent } from './example-event';
import { type CaseStep, type PlannedCase, plannedCases } from './planned-cases';
import type { Signal } from './signal';

export interface Plan {
  readonly signals: readonly Signal[];
  /** What cannot be played, since no event was found that matches. */
  readonly unplayable: readonly string[];
}

export function plannedSignals(accesses: readonly DeployedAccess[], range: Interval): Plan {
  const parts = accesses.flatMap((access) =>
    access.declared.windows.flatMap((window, index) =>
      plannedCases(window, range, index).map((one) => signalsOf(access, index, one)),
    ),
  );
  return {
    signals: parts.flatMap(({ signals }) => signals).sort((a, b) => a.at - b.at),
    unplayable: [...new Set(parts.flatMap(({ unplayable }) => unplayable))],
  };
}

/** The events of one case; `suffix` tells it from others of the same number. */
export function signalsOf({ declared }: DeployedAccess, windowIndex: number, one: PlannedCase, suffix = ''): Plan {
  const window = declared.windows[windowIndex];
  const name = `case-${one.number}${suffix}`;
  const id = `${declared.access}-${window?.id ?? ''}-${name}`;
  const unplayable: string[] = [];
  const saying = signalsFor(window, one.number);
  const signals = one.steps.flatMap(({ says, at, happened = at }: CaseStep) => {
    const signal = saying[says];
    const event: ExampleEvent | undefined = signal && exampleEvent(signal, name, `${name} of the rehearsal`);
    if (event === undefined) {
      unplayable.push(`${says} of window ${window?.id ?? ''} of ${declared.access}`);
      return [];
    }
    return [{ at, kind: one.kind, event: { ...event, id: `${id}-${says}`, time: iso(happened) } }];
  });
  return { signals, unplayable };
}

/** Each case is opened by the next of the signals, and closed by the one that belongs to it. */
function signalsFor(
  window: DeclaredWindow | undefined,
  number: number,
): { readonly open: DeclaredSignal | undefined; readonly close: DeclaredSignal | undefined } {
  const closesOn = window?.closesOn ?? [];
  if (window === undefined || !isOnDemand(window)) {
    return { open: undefined, close: closesOn[(number - 1) % closesOn.length] };
  }
  const index = (number - 1) % window.opensOn.length;
  const open = window.opensOn[index];
  const sameCase = ({ correlation }: DeclaredSignal): boolean => correlation === open?.correlation;
  const beside = closesOn[index];
  const close = beside !== undefined && sameCase(beside) ? beside : (closesOn.find(sameCase) ?? closesOn[0]);
  return { open, close };
}
