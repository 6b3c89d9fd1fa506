/** Every page says where to read on, and there is something to be read. */
import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { MarkdownPage } from './markdown-page';

const ROOT = join(__dirname, '..');
const PAGES = [
  ...['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md'],
  ...['docs', 'examples'].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.md') && !/node_modules|cdk\.out/.test(path))
      .map((path) => join(folder, path)),
  ),
];

/** What a link within the repository names that is not there; undefined where it is. */
function missing(page: string, link: string): string | undefined {
  const [path = '', anchor] = link.split('#');
  const target = path === '' ? join(ROOT, page) : join(ROOT, dirname(page), path);
  if (!existsSync(target)) {
    return link;
  }
  return anchor === undefined || MarkdownPage.of(target).anchors.includes(anchor) ? undefined : link;
}

test.each(PAGES)('%s links to nothing that is not there', (page) => {
  const within = MarkdownPage.of(join(ROOT, page)).links.filter((link) => !/^[a-z]+:/.test(link));
  expect(within.flatMap((link) => missing(page, link) ?? [])).toEqual([]);
});

test.each(['README.md', 'docs/decisions/README.md'])('every page beneath %s is linked from it', (index) => {
  const linked = MarkdownPage.of(join(ROOT, index)).links.map((link) => join(dirname(index), link.replace(/#.*/, '')));
  const folder = index === 'README.md' ? 'docs' : dirname(index);
  const beneath = PAGES.filter((page) => dirname(page) === folder && page !== index);
  expect(beneath.filter((page) => !linked.includes(page))).toEqual([]);
});
