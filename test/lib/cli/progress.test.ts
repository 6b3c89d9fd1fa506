import { progressOn } from '../../../lib/cli/progress';

/** What is written to a stream, by a clock that a test moves on. */
function watched(isTTY = true): { written: string[]; show: (text: string | undefined, at: number) => void } {
  const written: string[] = [];
  let now = 0;
  const stream = {
    isTTY,
    write: (text: string) => {
      written.push(text);
      return true;
    },
  };
  const progress = progressOn(stream, () => now);
  return {
    written,
    show: (text, at) => {
      now = at;
      progress(text);
    },
  };
}

test('progress is one line that is written over', () => {
  const { written, show } = watched();
  show('10 of 100 runs', 0);
  show('9 of 9 runs', 200);
  // Back to the first column, and nothing is left of a longer line.
  expect(written).toEqual(['\r10 of 100 runs\u001b[K', '\r9 of 9 runs\u001b[K']);
});

test.each([
  ['before a fifth of a second is over it is not', 199, 1],
  ['after a fifth of a second it is', 200, 2],
])('a line stays for as long as it takes to read: %s written over', (_when, at, times) => {
  const { written, show } = watched();
  show('one', 0);
  show('two', at);
  expect(written).toHaveLength(times);
});

test('a line that comes often is shown all the same', () => {
  const { written, show } = watched();
  for (let at = 0; at <= 1_000; at += 50) {
    show(`${at}`, at);
  }
  expect(written).toHaveLength(6);
});

test('it is cleared when it is over, at once', () => {
  const { written, show } = watched();
  show('one', 0);
  show(undefined, 1);
  expect(written.at(-1)).toBe('\r\u001b[K');
});

test('nothing is written where nobody watches', () => {
  const { written, show } = watched(false);
  show('one', 0);
  show(undefined, 1_000);
  expect(written).toEqual([]);
});
