/**
 * Large stacks stay well within the limits of AWS, and `docs/limits.md` counts right: every number of it is computed
 * again from what such stacks deploy, and from the limits on the page.
 */
import { join } from 'node:path';
import { App, Duration, Stack } from 'aws-cdk-lib';
import { AccessWindow } from 'cdk-temporary-access';
import { accessIn, nightly, roleIn } from './lib/fixture';
import { pipelineSignals } from './lib/on-request';
import { MarkdownPage } from './markdown-page';
import { measuresOf } from './stack-measures';

const PAGE = MarkdownPage.of(join(__dirname, '../docs/limits.md'));
const { rows: LIMITS } = PAGE.section('how-large');

/** To two digits, where it is not small. */
function about(value: number, small: number, round: (value: number) => number): string {
  const step = value < small ? 1 : 10 ** (Math.floor(Math.log10(value)) - 1);
  return (round(value / step) * step).toLocaleString('en-US');
}

/** What does not fit goes into policies that are attached. */
const SPILLS = 'inline policies of the role of a function';

/** A kind of stack on the page. Fewer accesses of it tell what one more adds. */
interface Kind {
  readonly most: number;
  readonly fewer: number;
  readonly windowsIn: (stack: Stack) => AccessWindow[];
  /** The part of each limit that it may take; the rest is for what else is in the stack. */
  readonly share: number;
}

const KINDS: readonly Kind[] = [
  { most: 40, fewer: 10, windowsIn: () => [nightly()], share: 0.7 },
  {
    most: 30,
    fewer: 5,
    windowsIn: (stack) => {
      const { started, finished } = pipelineSignals(stack);
      const maxDuration = Duration.hours(1);
      return [nightly(), AccessWindow.onDemand({ maxDuration, openOn: [started], closeOn: [finished] })];
    },
    share: 0.8,
  },
];

/** With a role and a policy of its own for each access. */
function stackWith(app: App, id: string, count: number, windowsIn: Kind['windowsIn']): Stack {
  const stack = new Stack(app, id);
  const windows = windowsIn(stack);
  for (let index = 0; index < count; index++) {
    const number = `${index}`.padStart(2, '0');
    accessIn(stack, { role: roleIn(stack, `RoleOfTheService${number}`), windows }, `AccessOfTheService${number}`);
  }
  return stack;
}

interface Column {
  readonly kind: Kind;
  readonly large: Readonly<Record<string, number>>;
  readonly small: Readonly<Record<string, number>>;
}

let columns: Column[];

beforeAll(() => {
  const app = new App();
  const stacks = KINDS.map(({ most, fewer, windowsIn }, index) =>
    // Names of one length, since names are part of what is measured.
    [most, fewer].map((count, size) => stackWith(app, `Shop${index}${size}`, count, windowsIn)),
  );
  columns = KINDS.map((kind, index) => {
    const [large, small] = stacks[index]!.map(measuresOf);
    return { kind, large: large!, small: small! };
  });
});

/** With how many accesses the limit is met; a dash where more of them do not meet it. */
function endOf(name: string, limit: number, { kind, large, small }: Column): string {
  const growth = (large[name]! - small[name]!) / (kind.most - kind.fewer);
  return growth <= 0 || name === SPILLS ? '–' : about(kind.most + (limit - large[name]!) / growth, 100, Math.floor);
}

const limitOf = (cell = ''): number => Number(cell.replace(/,/g, ''));

test('the page has a row for everything that is measured, and no other', () => {
  const measured = Object.keys(columns[0]!.large);
  expect(LIMITS.map(([name]) => name)).toEqual(measured);
});

test('the page says of each what such stacks have, and where it ends', () => {
  const counted = LIMITS.map(([name, of, limit]) => [
    name,
    of,
    limit,
    ...columns.flatMap((column) => [
      about(column.large[name]!, 1_000, Math.round),
      endOf(name, limitOf(limit), column),
    ]),
  ]);
  expect(LIMITS).toEqual(counted);
});

test('such stacks leave room beneath every limit', () => {
  const full = LIMITS.flatMap(([name, , limit]) =>
    columns
      .map(({ kind, large }) => ({ name, accesses: kind.most, has: large[name]!, of: kind.share * limitOf(limit) }))
      .filter(({ has, of }) => !(has <= of)),
  );
  expect(full).toEqual([]);
});

test('a stack has as many resources as the page counts', () => {
  const counts = Object.fromEntries(PAGE.section('what-counts').rows.map(([name, count]) => [name, Number(count)]));
  const each = (...names: string[]): number => names.reduce((sum, name) => sum + counts[name]!, 1);
  const [plain, signalled] = columns.map(({ small }) => small['resources']);
  expect(plain).toBe(counts['controller']! + KINDS[0]!.fewer * each('access', 'window'));
  expect(signalled).toBe(
    counts['controller']! +
      counts['leases and holds']! +
      KINDS[1]!.fewer * each('access', 'window', 'window on demand', 'signal', 'signal'),
  );
});
