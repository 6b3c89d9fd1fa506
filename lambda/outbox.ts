/**
 * Sends events beside the work of one invocation: nothing that opens or closes ever waits for one.
 *
 * What cannot be sent is noted and measured; the logs have it all the same.
 */
import { eventOf } from '../lib/core/access-events';
import { type EpochMs, plus, SECOND } from '../lib/core/interval';
import type { AccessRecord, OutgoingEvent, World } from '../lib/core/world';
import { messageOf, type Patience, patiently } from './patience';

const SENDING: Patience = { attempts: 3, deniedForMs: 0, absentForMs: 0 };

/** How long an invocation that has done its work waits for its events. Its time-out is further away than that. */
const LONGEST_WAIT = 5 * SECOND;

export class Outbox {
  private readonly underWay = new Set<Promise<void>>();

  constructor(
    private readonly world: World,
    private readonly deadline: EpochMs,
  ) {}

  /** Sends what a record says, if there is an event of its kind. */
  public send(record: AccessRecord): void {
    const event = eventOf(record, this.world.controller);
    if (event === undefined) {
      return;
    }
    const sent = this.put(event, record.access).finally(() => this.underWay.delete(sent));
    this.underWay.add(sent);
  }

  /** When everything is sent or given up, or has taken too long. */
  public async settled(): Promise<void> {
    if (this.underWay.size > 0) {
      await Promise.race([Promise.all(this.underWay), this.world.clock.sleep(LONGEST_WAIT)]);
    }
  }

  private async put(event: OutgoingEvent, access: string): Promise<void> {
    const { world, deadline } = this;
    try {
      await patiently({ world, deadline: plus(deadline, LONGEST_WAIT) }, SENDING, () => world.events.put(event));
    } catch (error) {
      world.telemetry.note('event not sent', { access, detailType: event.detailType, error: messageOf(error) });
      world.telemetry.measure('LostEvents', 1);
    }
  }
}

/** Does something that is told to the bus, and lets what is under way arrive before it is over, also where it fails. */
export async function telling(world: World, deadline: EpochMs, act: (outbox: Outbox) => Promise<void>): Promise<void> {
  const outbox = new Outbox(world, deadline);
  try {
    await act(outbox);
  } finally {
    await outbox.settled();
  }
}
