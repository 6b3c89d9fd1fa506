/** What the package holds: what its users need, and nothing else. */

const ALLOWED =
  /^(dist\/lib\/.*\.(js|d\.ts)|dist\/(lambda|page|operate)\/index\.js|schema\/((review|evidence)-v1|events\/[a-z-]+-v1)\.json|rosetta\/[a-z-]+\.ts-fixture|\.jsii|package\.json|README\.md|LICENSE|THIRD-PARTY-LICENSES\.md|CHANGELOG\.md|node_modules\/(commander|croner|valibot)\/.*)$/;
export const NEEDED = [
  '.jsii',
  'dist/lib/index.js',
  'dist/lib/index.d.ts',
  'dist/lib/events.d.ts',
  'dist/lib/cli/temporary-access.js',
  'dist/lambda/index.js',
  'dist/operate/index.js',
  'dist/page/index.js',
  'schema/review-v1.json',
  'schema/evidence-v1.json',
  'schema/events/access-opened-v1.json',
  'CHANGELOG.md',
  'LICENSE',
  'THIRD-PARTY-LICENSES.md',
];
/** npm takes more, and nobody would look at a warning: this is to notice a second SDK in a bundle. */
const LARGEST_BYTES = 3e6;

/** As `npm pack --json` tells it. */
export interface Packed {
  readonly size: number;
  readonly files: readonly { readonly path: string }[];
}

export function packProblems({ size, files }: Packed): string[] {
  const paths = files.map(({ path }) => path);
  return [
    ...paths.filter((path) => !ALLOWED.test(path)).map((path) => `${path} does not belong into the package`),
    ...NEEDED.filter((path) => !paths.includes(path)).map((path) => `${path} is missing`),
    ...(size <= LARGEST_BYTES ? [] : [`it is ${Math.round(size / 1000)} kB; at most ${LARGEST_BYTES / 1000}`]),
  ];
}
