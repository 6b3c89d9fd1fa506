/**
 * Every line of a log group that is a record of an access, between two instants.
 *
 * By FilterLogEvents and not by a query of Logs Insights, which answers with 10,000 lines at most and says nothing of
 * those that it leaves out. Here each page says whether there are more, and what does not come to an end is an error.
 */
import { type Interval, SECOND } from '../core/interval';
import type { Account } from './account';
import { CommandError, isPassing } from './call-failure';

/** A page holds 10,000 lines or 1 MB at most; many hold none, of a group that wrote something else then. */
const MOST_PAGES = 5_000;

/** CloudWatch answers a few requests a second: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html */
const MOST_TRIES = 6;
const FIRST_WAIT = SECOND;

/** Records have this field; what else a function writes has not. */
const RECORDS = '{ $.event = "*" }';

export async function* recordLines(
  account: Account,
  group: string,
  { start, end }: Interval,
): AsyncGenerator<readonly string[]> {
  const query = { since: start, until: end, pattern: RECORDS };
  let marker: string | undefined;
  for (let page = 0; page < MOST_PAGES; page++) {
    const from = marker;
    const found = await patiently(account, () => account.linesPage(group, query, from));
    yield found.lines;
    marker = found.marker;
    if (marker === undefined) {
      return;
    }
  }
  throw new CommandError(
    `log group ${group} did not come to an end after ${MOST_PAGES} pages, so a report of it would be short: choose a ` +
      'shorter time with --from and --until, or read an archive with --logs',
  );
}

/** CloudWatch is asked again where that can help, after a wait that grows. */
async function patiently<T>(account: Account, call: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await call();
    } catch (error) {
      if (!isPassing(error) || tries >= MOST_TRIES) {
        throw error;
      }
      await account.clock.sleep(FIRST_WAIT * 2 ** (tries - 1));
    }
  }
}
