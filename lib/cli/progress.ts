/** Shows how far a long command has come: one line that is written over, for somebody who watches. */
import type { Terminal } from './terminal';

const EVERY_MS = 200;

/** Nothing is shown where nobody watches, such as in a log of CI. */
export function progressOn(
  stream: Pick<NodeJS.WriteStream, 'write' | 'isTTY'>,
  now: () => number = Date.now,
): Terminal['progress'] {
  let shownAt = -Infinity;
  return (text) => {
    if (!stream.isTTY) {
      return;
    }
    if (text === undefined) {
      stream.write('\r\u001b[K');
    } else if (now() - shownAt >= EVERY_MS) {
      shownAt = now();
      stream.write(`\r${text}\u001b[K`);
    }
  };
}
