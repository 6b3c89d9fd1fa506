/** `npm run release:notes`: prints what CHANGELOG.md says of this version, for the page of its release. */
import { join } from 'node:path';
import { releaseNotes } from './changelog';
import { checkoutAt } from './checkout';

const { version, read } = checkoutAt(join(__dirname, '../..'), new Date());
process.stdout.write(releaseNotes(read('CHANGELOG.md'), version));
