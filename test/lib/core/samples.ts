/** Declarations for the tests of the core, and the short forms in which the tests write windows and instants. */
import { type DeclaredAccess } from '../../../lib/core/declaration';
import { type EpochMs, epochMs, type Interval } from '../../../lib/core/interval';
import type { DeclaredSignal } from '../../../lib/core/signal';
import { type DeclaredWindow, type OnDemand } from '../../../lib/core/window';

type Recurring = Extract<DeclaredWindow, { kind: 'recurring' }>;
type Once = Extract<DeclaredWindow, { kind: 'once' }>;

/** `at('2027-03-28T01:00Z')`: an instant as the tests write it; seconds may be left out. */
export function at(text: string): EpochMs {
  return epochMs(Date.parse(text));
}

/** `between('2027-03-28T00:30Z', '2027-03-28T01:00Z')`, half-open. */
export function between(start: string, end: string): Interval {
  return { start: at(start), end: at(end) };
}

export function once(start: string, end: string): Once {
  return { kind: 'once', id: '0', words: 'once', start, end };
}

/** `daily('20:00', '22:00', 'Europe/London')`, in the zone's wall-clock time. */
export function daily(start: string, end: string, timeZone: string): Recurring {
  return recurring(`${minuteAndHour(start)} * * ? *`, `${minuteAndHour(end)} * * ? *`, timeZone);
}

/** `weekly('SAT 20:00', 'SUN 00:30', 'America/Santiago')`, in the zone's wall-clock time. */
export function weekly(start: string, end: string, timeZone: string): Recurring {
  const fields = (edge: string): string => {
    const [days = '', time = ''] = edge.split(' ');
    return `${minuteAndHour(time)} ? * ${days} *`;
  };
  return recurring(fields(start), fields(end), timeZone);
}

/** `recurring('0 20 L * ? *', '0 22 L * ? *', 'UTC')`: the six fields of each edge. */
export function recurring(start: string, end: string, timeZone: string): Recurring {
  return {
    kind: 'recurring',
    id: '0',
    words: 'again and again',
    start: `cron(${start})`,
    end: `cron(${end})`,
    timeZone,
  };
}

function minuteAndHour(time: string): string {
  const [hour, minute] = time.split(':').map(Number);
  return `${minute} ${hour}`;
}

/** By requests through the request bus; events of no case belong to all of them. */
export const ASKED: DeclaredSignal = {
  id: '1',
  words: 'a request by one who may open it',
  pattern: '{"source":["temporary-access.Release"]}',
  correlation: '$.detail.correlation',
  anyCase: true,
  reason: '$.detail.reason',
  requesters: ['arn:aws:iam::111111111111:role/incident-tool'],
};

/** By the executions of a pipeline, each a case of its own. */
export const PIPELINE: DeclaredSignal = {
  id: '2',
  words: 'an execution of the pipeline shop',
  pattern: '{"source":["aws.codepipeline"],"detail":{"pipeline":["shop"],"version":[{"numeric":[">=",1]}]}}',
  correlation: '$.detail.execution-id',
};

/** For up to two hours, unless told otherwise. */
export function onDemand(different: Partial<OnDemand> = {}): OnDemand {
  return {
    kind: 'on-demand',
    id: '7',
    words: 'on request, for up to 2 hours',
    maxMinutes: 120,
    opensOn: [ASKED, PIPELINE],
    closesOn: [ASKED, PIPELINE],
    ...different,
  };
}

export const POLICY = 'arn:aws:iam::111111111111:policy/ReleaseAccess';
export const OTHER_POLICY = 'arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess';
export const FOREIGN_POLICY = 'arn:aws:iam::111111111111:policy/baseline/Boundary';

/** A release train that may write on Tuesdays and Thursdays, and once on the first of December 2026. */
export const ACCESS: DeclaredAccess = {
  version: 1,
  access: 'ShopReleaseAccess1A2B3C4D',
  purpose: 'Release train: deploy the shop front',
  role: 'arn:aws:iam::111111111111:role/pipelines/deploy',
  policies: [POLICY, OTHER_POLICY],
  attachmentRole: 'arn:aws:iam::111111111111:role/temporary-access/deploy/ReleaseAttachment',
  windows: [
    {
      ...weekly('TUE,THU 20:00', 'TUE,THU 22:00', 'Europe/London'),
      id: '0',
      words: 'Tuesday and Thursday 20:00-22:00',
    },
    { ...once('2026-12-01T09:00:00Z', '2026-12-01T10:30:00Z'), id: '1', words: '1 December 2026, 09:00-10:30' },
  ],
};

/** The same with one window only, from 09:00 to 10:00 UTC on the first of December 2026. */
export function openFromNineToTen(): DeclaredAccess {
  return { ...ACCESS, windows: [once('2026-12-01T09:00:00Z', '2026-12-01T10:00:00Z')] };
}
