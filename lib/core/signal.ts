/**
 * What may open or close a window by request: events that EventBridge matches, as they are declared.
 *
 * The pattern is what the deployed rule matches. Paths say where in the event to look: an open and a close belong
 * together by what stands at `correlation`.
 */
import * as v from 'valibot';

const PATH = /^\$(\.[\w-]+)+$/;
const Path = v.pipe(v.string(), v.regex(PATH, 'expected a path such as $.detail.execution-id'));

export function isPath(text: string): boolean {
  return PATH.test(text);
}

/** CloudFormation hands booleans over as strings. What is not so is left out. */
export const FlagSchema = v.pipe(
  v.union([v.boolean(), v.string()]),
  v.transform(String),
  v.literal('true'),
  v.transform(() => true as const),
);

export const SignalSchema = v.object({
  id: v.pipe(v.string(), v.regex(/^[0-9]{1,3}$/, 'expected the number of the signal within its window')),
  words: v.string(),
  /** The event pattern, as JSON text. Numbers in it survive CloudFormation only as text. */
  pattern: v.string(),
  /** Where the case is named to which an event belongs; events without it belong to no case. */
  correlation: v.optional(Path),
  /** Where it names no case, it belongs to all of them. */
  anyCase: v.optional(FlagSchema),
  /** Where the reason stands. */
  reason: v.optional(Path),
  /** The ARNs of those who may send it; absent where AWS itself does. */
  requesters: v.optional(v.pipe(v.array(v.string()), v.readonly())),
});

/** An event that opens or closes a window. */
export type DeclaredSignal = v.InferOutput<typeof SignalSchema>;

export const SignalsSchema = v.pipe(v.array(SignalSchema), v.readonly());

/** As what a request to an access arrives at the request bus. */
export function requestSource(access: string): string {
  return `temporary-access.${access}`;
}

export const REQUEST_TYPE = {
  open: 'Temporary Access Open Request',
  close: 'Temporary Access Close Request',
} as const;

/** What stands at a path of an event. */
export function valueAt(event: unknown, path: string): unknown {
  return path
    .split('.')
    .slice(1)
    .reduce<unknown>(
      (value, key) =>
        typeof value === 'object' && value !== null && Object.hasOwn(value, key)
          ? (value as Record<string, unknown>)[key]
          : undefined,
      event,
    );
}
