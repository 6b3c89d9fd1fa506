/** What may be in the package. */
import { NEEDED, packProblems } from '../../scripts/release/packed-files';

describe('the package', () => {
  const packed = (paths: readonly string[], size = 2_000_000) => ({ size, files: paths.map((path) => ({ path })) });

  test('with what is needed is fine', () => {
    expect(packProblems(packed(NEEDED))).toEqual([]);
  });

  test.each([
    ['a test is in it', packed([...NEEDED, 'test/mistakes.ts']), 'test/mistakes.ts does not belong'],
    ['a source is in it', packed([...NEEDED, 'lib/index.ts']), 'lib/index.ts does not belong'],
    [
      'the handler is missing',
      packed(NEEDED.filter((path) => !path.includes('lambda'))),
      'dist/lambda/index.js is miss',
    ],
    ['it is far too large', packed(NEEDED, 61_000_000), 'it is 61000 kB'],
  ])('fails where %s', (_what, one, problem) => {
    expect(packProblems(one)).toEqual([expect.stringContaining(problem)]);
  });
});
