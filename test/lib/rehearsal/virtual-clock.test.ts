import { epochMs, plus, SECOND } from '../../../lib/core/interval';
import { VirtualClock } from '../../../lib/rehearsal/virtual-clock';

const START = epochMs(Date.parse('2026-12-01T00:00:00Z'));

function clockWithLog(): { clock: VirtualClock; log: string[]; note: (what: string) => void } {
  const clock = new VirtualClock(START);
  const log: string[] = [];
  return { clock, log, note: (what) => log.push(`${(clock.now() - START) / SECOND} ${what}`) };
}

test('timers run in order of their time, and those of the same time in order of their making', async () => {
  const { clock, log, note } = clockWithLog();
  for (const [seconds, name] of [
    [2, 'late'],
    [1, 'first'],
    [1, 'second'],
  ] as const) {
    clock.at(plus(START, seconds * SECOND), () => {
      note(name);
    });
  }
  await clock.run(plus(START, 5 * SECOND));
  expect(log).toEqual(['1 first', '1 second', '2 late']);
  expect(clock.now()).toBe(plus(START, 5 * SECOND));
});

test('time stands still until everything that a timer set in motion waits again', async () => {
  const { clock, log, note } = clockWithLog();
  const work = async (): Promise<void> => {
    for (let step = 0; step < 20; step++) {
      await Promise.resolve();
    }
    note('done in no time');
  };
  clock.at(plus(START, SECOND), () => {
    clock.background(work());
  });
  clock.at(plus(START, 2 * SECOND), () => {
    note('later');
  });
  await clock.run(plus(START, 3 * SECOND));
  expect(log).toEqual(['1 done in no time', '2 later']);
});

test('a timer of the past runs at once, and one that is called off never', async () => {
  const { clock, log, note } = clockWithLog();
  clock.at(plus(START, -SECOND), () => {
    note('past');
  });
  clock.at(plus(START, SECOND), () => {
    note('called off');
  })();
  await clock.run(plus(START, 2 * SECOND));
  expect(log).toEqual(['0 past']);
});

test('a timer after the end of the run waits for the next one', async () => {
  const { clock, log, note } = clockWithLog();
  clock.at(plus(START, 2 * SECOND), () => {
    note('due');
  });
  await clock.run(plus(START, 2 * SECOND - 1));
  expect(log).toEqual([]);
  await clock.run(plus(START, 2 * SECOND));
  expect(log).toEqual(['2 due']);
});

test('work can be played until it is done', async () => {
  const { clock } = clockWithLog();
  const work = async (): Promise<number> => {
    await clock.sleep(SECOND);
    await clock.sleep(SECOND);
    return clock.now() - START;
  };
  expect(await clock.finish(work())).toBe(2 * SECOND);
});

test('fails when work waits for something that never comes', async () => {
  const { clock } = clockWithLog();
  await expect(clock.finish(new Promise(() => undefined))).rejects.toThrow('nothing is left to wait for');
});

test('fails when work in the background fails', async () => {
  const { clock } = clockWithLog();
  clock.background(Promise.reject(new Error('broken')));
  await expect(clock.run(plus(START, SECOND))).rejects.toThrow('broken');
});
