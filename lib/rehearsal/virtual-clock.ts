/**
 * Time that passes only when everybody waits.
 *
 * Timers run in order of their time, then of their making, and each runs alone: before time moves on, all that the
 * last one set in motion has come to rest at a timer of its own. So a run is the same run every time.
 */
import { type EpochMs, plus } from '../core/interval';
import type { Clock } from '../core/world';

interface Timer {
  readonly at: EpochMs;
  readonly act: () => void;
}

export class VirtualClock implements Clock {
  /** In order; the next one is the last, where taking it is cheap. */
  private readonly timers: Timer[] = [];
  private failure: { readonly error: unknown } | undefined;

  constructor(private time: EpochMs) {}

  now(): EpochMs {
    return this.time;
  }

  sleep(ms: number): Promise<void> {
    return new Promise((done) => {
      this.at(plus(this.time, ms), done);
    });
  }

  /** Acts at a time, or as soon as possible when it is past; the answer calls it off. */
  at(time: EpochMs, act: () => void): () => void {
    const timer: Timer = { at: time > this.time ? time : this.time, act };
    let place = this.timers.length;
    while (place > 0 && (this.timers[place - 1] as Timer).at <= timer.at) {
      place--;
    }
    this.timers.splice(place, 0, timer);
    return () => {
      const index = this.timers.indexOf(timer);
      if (index >= 0) {
        this.timers.splice(index, 1);
      }
    };
  }

  /** Lets something run on its own; an error in it is an error of the simulation, and ends the run. */
  background(work: Promise<unknown>): void {
    work.catch((error: unknown) => {
      this.failure ??= { error };
    });
  }

  /** Plays all that is due up to and including an instant; less, where it is to stop. */
  async run(until: EpochMs, stop: () => boolean = () => false): Promise<void> {
    await this.settle();
    for (let next = this.timers.at(-1); next !== undefined && next.at <= until; next = this.timers.at(-1)) {
      if (stop()) {
        return;
      }
      this.timers.pop();
      this.time = next.at;
      next.act();
      await this.settle();
    }
    this.time = until > this.time ? until : this.time;
  }

  /** Plays until a piece of work is done; fails when nothing is left that could finish it. */
  async finish<T>(work: Promise<T>): Promise<T> {
    const state = { done: false };
    const ended = work.finally(() => {
      state.done = true;
    });
    ended.catch(() => undefined);
    await this.settle();
    while (!state.done) {
      const next = this.timers.at(-1);
      if (next === undefined) {
        throw new Error('the simulation has come to a stop: nothing is left to wait for');
      }
      await this.run(next.at);
    }
    return ended;
  }

  /** All promises that can go on have gone on once the event loop comes round. */
  private async settle(): Promise<void> {
    await new Promise((done) => setImmediate(done));
    if (this.failure !== undefined) {
      throw this.failure.error;
    }
  }
}
