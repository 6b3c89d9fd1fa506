/**
 * The text that crosses from the schedules to the functions: written by the constructs, read by the handlers.
 *
 * A message wakes a function and tells it whom to look at. It never says whether to attach: that follows from the
 * declared windows and the clock.
 */
import * as v from 'valibot';
import {
  AccessSchema,
  type DeclaredAccess,
  DECLARATION_VERSION,
  FormerAccessSchema,
  type Manifest,
  ManifestSchema,
  VersionSchema,
  WindowsSchema,
} from './declaration';
import { type EpochMs, fromIso } from './interval';
import { literally } from './literal-text';
import { type Hold, HoldSchema, type Lease, LeaseSchema } from './lease';
import { type Lock, LockSchema } from './lock';
import { FlagSchema } from './signal';
import { type DeclaredWindow, MinutesSchema } from './window';

/** EventBridge Scheduler replaces this in a target's input with the time that the invocation was due. */
export const SCHEDULED_TIME = '<aws.scheduler.scheduled-time>';

const ScheduledTime = v.pipe(
  v.string(),
  v.transform((text) => fromIso(text)),
  v.custom<EpochMs>((at) => at !== undefined, 'expected the time at which Scheduler was due to call'),
);

const edge = { version: VersionSchema, window: v.string(), scheduledTime: ScheduledTime, access: AccessSchema };
const StartSchema = v.object({ ...edge, event: v.literal('start') });
/** The end of an occurrence, or of a lease. */
const EndSchema = v.object({ ...edge, event: v.literal('end'), lease: v.optional(LeaseSchema) });
const SweepSchema = v.object({
  version: VersionSchema,
  event: v.literal('sweep'),
  scheduledTime: ScheduledTime,
  accesses: ManifestSchema,
  /** How many minutes lie between two sweeps. */
  every: v.optional(MinutesSchema),
  /** Nothing is opened, and what is open is closed. */
  locked: v.optional(FlagSchema),
});

const HoldEndSchema = v.object({
  version: VersionSchema,
  event: v.literal('hold-end'),
  access: v.string(),
  hold: HoldSchema,
});
/** Carried by a lock, which never fires. */
const LockdownSchema = v.object({
  version: VersionSchema,
  event: v.literal('lockdown'),
  ...LockSchema.entries,
});
/** Somebody asks: it names what stands in the manifest, and carries the event that was matched. */
const asked = {
  version: VersionSchema,
  access: v.string(),
  window: v.string(),
  signal: v.string(),
  request: v.unknown(),
};
const OpenSchema = v.object({ ...asked, event: v.literal('open') });
const CloseSchema = v.object({ ...asked, event: v.literal('close') });

const MessageSchema = v.variant('event', [
  StartSchema,
  EndSchema,
  SweepSchema,
  HoldEndSchema,
  LockdownSchema,
  OpenSchema,
  CloseSchema,
]);

/**
 * A window starts or ends, somebody asks to open or close one, a hold runs out, something is locked, or it is time to
 * look at every access of the controller.
 */
export type Message = v.InferOutput<typeof MessageSchema>;
/** Somebody asks. */
export type Asked = Extract<Message, { event: 'open' | 'close' }>;

/** The input of a start or end schedule. Its fields may hold tokens; the caller turns it into text. */
export function edgeInput(event: 'start' | 'end', window: string, access: DeclaredAccess): object {
  return { version: DECLARATION_VERSION, event, window, scheduledTime: SCHEDULED_TIME, access };
}

/** What goes for every access of a controller. */
export interface SweepSettings {
  readonly every?: number;
  readonly locked?: true;
}

/** The input of the sweep schedule: the manifest. */
export function sweepInput(accesses: Manifest, settings: SweepSettings = {}): object {
  return { version: DECLARATION_VERSION, event: 'sweep', scheduledTime: SCHEDULED_TIME, accesses, ...settings };
}

/** The input of the schedule that is a lease. */
export function leaseInput(access: DeclaredAccess, lease: Lease): string {
  const end = JSON.stringify(edgeInput('end', lease.window, access));
  return `${end.slice(0, -1)},"lease":${asWritten(lease)}}`;
}

/** The input of the schedule that is a hold. */
export function holdInput(access: string, hold: Hold): string {
  return asWritten({ version: DECLARATION_VERSION, event: 'hold-end', access, hold });
}

/** The input of the schedule that is a lock. */
export function lockInput(lock: Lock): string {
  return asWritten({ version: DECLARATION_VERSION, event: 'lockdown', ...lock });
}

/** Whoever asks may name a case as Scheduler names what it fills in; that has to read back as it was written. */
function asWritten(value: object): string {
  return JSON.stringify(value).replaceAll('<', '\\u003c');
}

/** EventBridge replaces this in a target's input with the event that its rule matched. */
export const MATCHED_EVENT = '<aws.events.event.json>';

/** The input template of the rule that hands a signal on, whose access, window and signal are its three names. */
export function signalInput(event: 'open' | 'close', access: string, window: string, signal: string): string {
  const names = JSON.stringify({ version: DECLARATION_VERSION, event, access, window, signal });
  // What stands for the event is replaced as it is, so it may not be quoted.
  return `${names.slice(0, -1)},"request":${MATCHED_EVENT}}`;
}

/** What an unreadable text gives instead, in one line. */
export interface Malformed {
  readonly malformed: string;
}

/** Reads an event. */
export function readMessage(input: unknown): Message | Malformed {
  return reading(MessageSchema, input);
}

/** Reads the text of a schedule's input as it stands in Scheduler, where no time has been filled in. */
export function readScheduleInput(text: string): Message | Malformed {
  let input: unknown;
  try {
    input = JSON.parse(text.replaceAll(SCHEDULED_TIME, '2000-01-01T00:00:00Z'));
  } catch {
    return { malformed: 'its input is not JSON' };
  }
  return reading(MessageSchema, input);
}

/** Reads what a custom resource declares. */
export function readDeclaration(input: unknown): DeclaredAccess | Malformed {
  return reading(AccessSchema, input);
}

/** As `readDeclaration`, of what was declared before: its windows are left out where another version has written them. */
export function readFormer(input: unknown): DeclaredAccess | Malformed {
  return reading(FormerAccessSchema, input);
}

/** As `readManifest`, of what was declared before. */
export function readFormerManifest(input: unknown): Manifest | Malformed {
  return reading(v.pipe(v.array(FormerAccessSchema), v.readonly()), input);
}

/** Reads the windows of a declared access from a template, where references are text in braces. */
export function readWindows(input: unknown): readonly DeclaredWindow[] | Malformed {
  return reading(WindowsSchema, literally(input));
}

export function readManifest(input: unknown): Manifest | Malformed {
  return reading(ManifestSchema, input);
}

export function isMalformed(read: object): read is Malformed {
  return 'malformed' in read;
}

function reading<S extends v.GenericSchema>(schema: S, input: unknown): v.InferOutput<S> | Malformed {
  const result = v.safeParse(schema, input);
  if (result.success) {
    return result.output;
  }
  const [issue] = result.issues;
  return { malformed: `${v.getDotPath(issue) ?? 'the whole'}: ${issue.message}` };
}
