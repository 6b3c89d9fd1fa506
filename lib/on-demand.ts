/** From what an author writes about requests and early closes to what is deployed, and what is wrong with it. */
import type { Duration } from 'aws-cdk-lib';
import type { AccessWindow } from './access-window';
import { MINUTE } from './core/interval';
import type { Problem } from './core/problem';
import { isOnDemand } from './core/window';
import type { ReadWindow } from './recurrence';
import type { AccessSignal } from './signals/access-signal';
import type { EarlyCloseProps, OnDemandWindowProps } from './window-props';

/** What opens a window and what closes it before its time. */
export interface Signals {
  readonly opensOn: readonly AccessSignal[];
  readonly closesOn: readonly AccessSignal[];
  /** A close is for everything that is open, not for one case. */
  readonly closesAny: boolean;
}

interface Length {
  readonly id: string;
  readonly field: string;
  readonly shortest: 1 | 5;
}

const MAX_DURATION: Length = { id: 'max-duration', field: 'maxDuration', shortest: 5 };
const COOLDOWN: Length = { id: 'cooldown', field: 'cooldown', shortest: 1 };

export function signalsOf(props: EarlyCloseProps & Partial<OnDemandWindowProps>): Signals {
  return { opensOn: props.openOn ?? [], closesOn: props.closeOn ?? [], closesAny: props.closeOnAny ?? false };
}

/** A window that opens on request. */
export function readOnDemand(props: OnDemandWindowProps, breakGlass: boolean): ReadWindow | Problem[] {
  const maxMs = props.maxDuration.toMilliseconds();
  const within = props.within?._declare('1');
  const problems = [
    ...durationProblems(MAX_DURATION, props.maxDuration),
    ...(props.cooldown === undefined ? [] : durationProblems(COOLDOWN, props.cooldown)),
    ...hoursProblems(props.within),
    ...openProblems(props, breakGlass),
    ...signalsProblems('closeOn', props.closeOn ?? []),
    ...caseProblems(props),
  ];
  if (problems.length > 0 || (props.within !== undefined && within === undefined)) {
    return problems;
  }
  const hours = within === undefined || isOnDemand(within) ? {} : { within };
  const cooldown = props.cooldown === undefined ? {} : { cooldownMinutes: props.cooldown.toMinutes() };
  return {
    problems: [],
    shortestMs: maxMs,
    longestMs: maxMs,
    declare: (id) => ({
      kind: 'on-demand',
      id,
      words: wordsOf(props, breakGlass),
      maxMinutes: maxMs / MINUTE,
      ...cooldown,
      ...hours,
      ...(breakGlass ? { breakGlass: true as const } : {}),
      opensOn: [],
    }),
  };
}

/** What closes a window of the clock has no event to belong to. */
export function scheduledCloseProblems(props: EarlyCloseProps): Problem[] {
  const signals = props.closeOn ?? [];
  const problems = signalsProblems('closeOn', signals);
  if (signals.length === 0 || props.closeOnAny === true) {
    return problems;
  }
  return [
    ...problems,
    {
      id: 'close-on-any',
      what: `closeOn (${signals.map((signal) => signal.describe()).join(', ')}) may be about another task`,
      why:
        'the clock opens this window, so nothing says for which task: an execution of a pipeline that started before ' +
        'the window would close it, once it is over, for the one that needs it',
      mend:
        'let the task open it, by AccessWindow.onDemand({ …, openOn, closeOn, within: <this window> }), or, if whatever ' +
        'comes first may close it, write closeOnAny: true',
    },
  ];
}

function durationProblems({ id, field, shortest }: Length, duration: Duration): Problem[] {
  const length = duration.toMilliseconds();
  return length >= shortest * MINUTE && length % MINUTE === 0
    ? []
    : [
        {
          id,
          what: `${field} is ${length === 0 ? 'nothing' : duration.toHumanString()}`,
          why: 'EventBridge Scheduler is exact to a minute, and IAM takes seconds to spread a change',
          mend: `use whole minutes, at least ${shortest === 1 ? 'one' : shortest}, such as Duration.minutes(30)`,
        },
      ];
}

function hoursProblems(within: AccessWindow | undefined): Problem[] {
  if (within === undefined) {
    return [];
  }
  const { opensOn, closesOn } = within._signals;
  const problem = (what: string, mend: string): Problem => ({
    id: 'within',
    what,
    why: 'it says in which hours requests are heard, and opens nothing itself',
    mend,
  });
  return [
    ...within._problems.map((one) => ({ ...one, what: `within: ${one.what}` })),
    ...(opensOn.length > 0
      ? [problem('within is itself a window on demand', 'use a window of the clock, such as AccessWindow.weekly')]
      : []),
    ...(closesOn.length > 0 ? [problem('within has a closeOn', 'write closeOn beside within')] : []),
  ];
}

function openProblems({ openOn }: OnDemandWindowProps, breakGlass: boolean): Problem[] {
  if (openOn.length === 0) {
    return [
      {
        id: 'no-open-signal',
        what: 'openOn is empty',
        why: 'nothing could ever open the window',
        mend: 'name a signal, such as AccessSignal.pipelineStarted(pipeline) or AccessSignal.request()',
      },
    ];
  }
  const silent = breakGlass ? openOn.filter(({ _shape: { reason } }) => reason === undefined) : [];
  return [
    ...signalsProblems('openOn', openOn),
    ...silent.map((signal) => ({
      id: 'break-glass-reason',
      what: `openOn ${openOn.indexOf(signal) + 1} (${signal.describe()}) gives no reason`,
      why: 'whoever is called when glass breaks has to read why, and a request without a reason is refused',
      mend: "say where the event gives it: AccessSignal.eventPattern({ …, reason: '$.detail.title' })",
    })),
  ];
}

function signalsProblems(field: string, signals: readonly AccessSignal[]): Problem[] {
  return signals.flatMap((signal, index) =>
    signal._problems.map((problem) => ({ ...problem, what: `${field} ${index + 1}: ${problem.what}` })),
  );
}

/** Opens and closes have to be able to belong together. */
function caseProblems({ openOn, closeOn = [], closeOnAny = false }: OnDemandWindowProps): Problem[] {
  if (closeOnAny) {
    return [];
  }
  const caseless = (field: string, signals: readonly AccessSignal[], why: string): Problem[] =>
    signals.flatMap(({ _shape: { correlation, words } }, index) =>
      correlation !== undefined
        ? []
        : [
            {
              id: 'close-on-any',
              what: `${field} ${index + 1} (${words}) names no case`,
              why,
              mend:
                "say where the event names it, as in correlation: '$.detail.incident', or, if any close may close the " +
                'window, write closeOnAny: true',
            },
          ],
    );
  return [
    ...caseless('closeOn', closeOn, 'it would close what was opened for any other case too'),
    ...(closeOn.length === 0
      ? []
      : caseless('openOn', openOn, 'what it opens belongs to no case, so no close for a case would ever close it')),
  ];
}

/** `break glass, on demand for at most 4 hours, within Tuesdays 20:00-22:00 Europe/London`. */
function wordsOf({ maxDuration, within, cooldown }: OnDemandWindowProps, breakGlass: boolean): string {
  return [
    ...(breakGlass ? ['break glass'] : []),
    `on demand for at most ${maxDuration.toHumanString()}`,
    ...(within === undefined ? [] : [`within ${within.describe()}`]),
    ...(cooldown === undefined ? [] : [`not again for ${cooldown.toHumanString()}`]),
  ].join(', ');
}
