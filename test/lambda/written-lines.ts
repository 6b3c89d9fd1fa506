/** What a function writes: Powertools goes around the global console, straight to the streams. */

/** Catches every line from now on; `jest.restoreAllMocks()` lets them through again. */
export function catchLines(): string[] {
  const lines: string[] = [];
  for (const stream of [process.stdout, process.stderr]) {
    jest.spyOn(stream, 'write').mockImplementation((text) => {
      lines.push(...String(text).split('\n').filter(Boolean));
      return true;
    });
  }
  return lines;
}
