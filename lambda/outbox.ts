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

/** An event on its way, and the access that it is about. */
interface Letter {
  readonly event: OutgoingEvent;
  readonly access: string;
}

export class Outbox {
  /** By the sending. */
  private readonly underWay = new Map<Promise<void>, Letter>();

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
    const letter = { event, access: record.access };
    const sent = this.put(letter).finally(() => this.underWay.delete(sent));
    this.underWay.set(sent, letter);
  }

  /** When everything is sent or given up, or has taken too long. */
  public async settled(): Promise<void> {
    if (this.underWay.size > 0) {
      await Promise.race([Promise.all(this.underWay.keys()), this.world.clock.sleep(LONGEST_WAIT)]);
    }
    // The bus may yet take them, but nobody is left to say so.
    for (const letter of this.underWay.values()) {
      this.lost(letter, `no answer within ${LONGEST_WAIT / SECOND} s`);
    }
  }

  private async put(letter: Letter): Promise<void> {
    const { world, deadline } = this;
    const { event } = letter;
    try {
      await patiently({ world, deadline: plus(deadline, LONGEST_WAIT) }, SENDING, () => world.events.put(event));
    } catch (error) {
      this.lost(letter, messageOf(error));
    }
  }

  private lost({ event, access }: Letter, error: string): void {
    const { telemetry } = this.world;
    telemetry.note('event not sent', { access, detailType: event.detailType, error });
    telemetry.measure('LostEvents', 1);
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
