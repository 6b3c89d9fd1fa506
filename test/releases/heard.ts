/** Listens to a play: which code was given which event, and whether that had been written before the new code came. */
import { SCHEDULED_TIME } from '../../lib/core/message';
import type { Play } from '../../lib/rehearsal/play';
import type { Handle } from '../../lib/rehearsal/simulated-lambda';

/** An event as Lambda hands it over. */
export type HandedEvent = Readonly<Record<string, unknown>>;

/** One run of a function. */
export interface Heard {
  readonly to: 'opener' | 'closer';
  /** Of the version that was deployed first, or of the one after it. */
  readonly code: 'old' | 'new';
  /** It stood in a schedule, or was handed to Lambda, before the upgrade began. */
  readonly older: boolean;
  readonly event: HandedEvent;
}

export class Listener {
  readonly heard: Heard[] = [];
  private readonly first = new Map<string, Handle>();
  private readonly older = new Set<string>();
  private begun = false;

  constructor(private readonly play: Play) {
    const { lambda } = play.aws;
    const put = lambda.putFunction.bind(lambda);
    lambda.putFunction = (definition) => {
      const { arn, handle, closes } = definition;
      const first = this.first.get(arn) ?? handle;
      this.first.set(arn, first);
      const [to, code] = [closes === true ? 'closer' : 'opener', first === handle ? 'old' : 'new'] as const;
      put({
        ...definition,
        handle: (world, handed, deadline) => {
          const event = handed as HandedEvent;
          this.heard.push({ to, code, older: this.older.has(textOf(event)), event });
          return handle(world, handed, deadline);
        },
      });
    };
    const invoke = lambda.invokeAsync.bind(lambda);
    lambda.invokeAsync = (arn, event, cause) => {
      if (!this.begun) {
        this.older.add(textOf(event as HandedEvent));
      }
      invoke(arn, event, cause);
    };
  }

  /** The upgrade begins: what is written from now on is not older. */
  begin(): void {
    this.begun = true;
    for (const { input } of this.play.aws.scheduler.schedules) {
      this.older.add(textOf(JSON.parse(input) as HandedEvent));
    }
  }
}

/** `end of a lease`, `sweep`, `Update of Custom::TemporaryAccess`. */
export function kindOf({ event, lease, RequestType, ResourceType }: HandedEvent): string {
  return typeof RequestType === 'string'
    ? `${RequestType} of ${String(ResourceType)}`
    : `${String(event)}${lease === undefined ? '' : ' of a lease'}`;
}

/** Scheduler fills its time in when it calls. */
function textOf(event: HandedEvent): string {
  return JSON.stringify('scheduledTime' in event ? { ...event, scheduledTime: SCHEDULED_TIME } : event);
}
