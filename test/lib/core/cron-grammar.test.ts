/** What AWS documents is from https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html#cron-based. */
import * as fc from 'fast-check';
import { nextWall } from '../../../lib/core/cron';
import { readCron } from '../../../lib/core/cron-grammar';
import { DAY, MINUTE } from '../../../lib/core/interval';
import { type Problem, textOf } from '../../../lib/core/problem';
import type { WallMs } from '../../../lib/core/zone';
import { documentedCron, mutatedCron } from './cron-expressions';
import { isDocumented, matcherOf } from './cron-matcher';

function problemOf(text: string): Problem | undefined {
  const read = readCron('start', text);
  return 'problem' in read ? read.problem : undefined;
}

const NAMES = ['minutes', 'hours', 'day-of-month', 'month', 'day-of-week', 'year'];

/** The expression with the first thing done that a problem advises. */
function mended(text: string, { what, mend }: Problem): string {
  const advised = /from (\d+W) to/.exec(mend)?.[1] ?? /'([^']+)'/.exec(mend)?.[1] ?? '';
  if (/^\S+( \S+){4,5}$/.test(advised)) {
    return advised;
  }
  const field = NAMES.indexOf(/' as (\S+)$/.exec(mend)?.[1] ?? /(?:as )(\S+)$/.exec(what)?.[1] ?? '');
  const fields = text.split(' ');
  fields[/^write '[?*]' as day-of-month/.test(mend) ? 2 : field] = advised;
  return fields.join(' ');
}

describe('an expression that AWS documents', () => {
  test.each([
    ['10:00 every day', '0 10 * * ? *'],
    ['12:15 every day', '15 12 * * ? *'],
    ['18:00 from Monday to Friday', '0 18 ? * MON-FRI *'],
    ['08:00 on the first of every month', '0 8 1 * ? *'],
    ['every 15 minutes', '0/15 * * * ? *'],
    ['every 10 minutes from Monday to Friday', '0/10 * ? * MON-FRI *'],
    ['every 5 minutes from 08:00 to 17:55 on working days', '0/5 8-17 ? * MON-FRI *'],
    ['10:15 on the last Friday of each month of two years', '15 10 ? * 6L 2022-2023'],
    ['every tenth minute, from the first', '1/10 * * * ? *'],
    ['the second Tuesday', '0 10 ? * 3#2 *'],
    ['the first Monday', '0 10 ? * 2#1 *'],
    ['the weekday nearest the third', '0 10 3W * ? *'],
    ['the last day of the month', '0 18 L * ? *'],
    ['the last day of the week', '0 0 ? * L *'],
    ['the first to the fifteenth', '0 10 1-15 * ? *'],
    ['months by name', '0 10 1 JAN,FEB,MAR ? *'],
    ['months by number, and ranges in lists', '0 10 1 1-3,7,10-12 ? *'],
    ['days by number', '0 10 ? * 1,7 *'],
    ['days by name and number', '0 10 ? * SUN,2-4,FRI-SAT *'],
    ['any day, from either field', '0 10 ? * * *'],
    ['years from the first that can be written to the last', '0 10 * * ? 1970-2199'],
    ['every other year', '0 10 1 1 ? 2026/2'],
    ['every minute', '* * * * ? *'],
    ['the largest of every value', '59 23 31 12 ? 2199'],
    ['the smallest of every value', '0 0 1 1 ? 1970'],
    ['the largest steps', '0/59 0/23 1/31 1/12 ? 1970/2199'],
  ])('%s is read, with and without cron( )', (_what, fields) => {
    expect(readCron('start', fields)).toEqual({ value: `cron(${fields})` });
    expect(readCron('start', `cron(${fields})`)).toEqual({ value: `cron(${fields})` });
    expect(isDocumented(fields)).toBe(true);
  });

  test.each([
    ['five fields', '0 20 ? * TUE', 'cron(0 20 ? * TUE *)'],
    ['five fields in cron( )', 'cron(0 20 L * ?)', 'cron(0 20 L * ? *)'],
    ['blanks around and between', '  cron( 0  20 ?\t* TUE *  ) ', 'cron(0 20 ? * TUE *)'],
    ['a line break', 'cron(0 20\n? * TUE *)', 'cron(0 20 ? * TUE *)'],
    ['leading zeros', '00 08,09 01-05 07 ? *', 'cron(0 8,9 1-5 7 ? *)'],
    ['a leading zero in front of a special letter', '0 20 03W * ? *', 'cron(0 20 3W * ? *)'],
  ])('comes back in one spelling: %s', (_what, text, value) => {
    expect(readCron('start', text)).toEqual({ value });
  });

  test.each([
    ['2W in any month', '2W *'],
    ['27W in any month', '27W *'],
    ['27W in February', '27W 2'],
    ['28W in months other than February', '28W 1,3-12'],
    ['29W in months of 30 days', '29W APR,JUN,SEP,NOV'],
    ['30W in months of 31 days', '30W 1,3,5,7,8,10,12'],
    ['30W in every other month from July to the end of August', '30W 7-8'],
    ['28W every third month from January', '28W 1/3'],
  ])('may name the weekday nearest a day whose neighbours are in the same month: %s', (_what, days) => {
    expect(problemOf(`0 20 ${days} ? *`)).toBeUndefined();
  });
});

describe('an expression that AWS does not document', () => {
  test.each([
    // Letters that Quartz knows.
    ['0 20 LW * ? *', 'LW', 'day-of-month', "write 'L' for the last day, '3W' for"],
    ['0 20 L-3 * ? *', 'L-3', 'day-of-month', "write 'L' for the last day"],
    ['0 20 15W,L * ? *', '15W,L', 'day-of-month', "write 'L' for the last day"],
    ['0 20 1-5W * ? *', '1-5W', 'day-of-month', "write 'L' for the last day"],
    ['0 20 32W * ? *', '32W', 'day-of-month', "write 'L' for the last day"],
    ['0 20 W * ? *', 'W', 'day-of-month', "write 'L' for the last day"],
    ['0 20 ? * 3#1,6#3 *', '3#1,6#3', 'day-of-week', "write one of them alone, such as '3#1'"],
    ['0 20 ? * 3#6 *', '3#6', 'day-of-week', "write one of them alone, such as '3#1'"],
    ['0 20 ? * 8#1 *', '8#1', 'day-of-week', "write one of them alone, such as '3#1'"],
    ['0 20 ? * 2,6L *', '2,6L', 'day-of-week', "write one of them alone, such as '3#1'"],
    ['0 20 ? * L,2 *', 'L,2', 'day-of-week', "write one of them alone, such as '3#1'"],
    ['0 20 ? * FRI#2 *', 'FRI#2', 'day-of-week', "write '6#2'"],
    ['0 20 ? * FRIL *', 'FRIL', 'day-of-week', "write '6L'"],
    ['0 20 ? * fri#2 *', 'fri#2', 'day-of-week', "write '6#2'"],
    ['0 20 ? * LW *', 'LW', 'day-of-week', "write for example 'TUE'"],
    ['0 20 * L ? *', 'L', 'month', "write for example 'JAN'"],
    ['FRIL 20 * * ? *', 'FRIL', 'minutes', "write for example '0'"],
    ['0 20 FRI#2 * ? *', 'FRI#2', 'day-of-month', "write for example '1'"],
    ['0 20 1 JANL ? *', 'JANL', 'month', "write for example 'JAN'"],
    // Ranges that run backwards.
    ['0 20 ? * FRI-MON *', 'FRI-MON', 'day-of-week', "write 'FRI,SAT,SUN,MON'"],
    ['0 20 ? * TUE,FRI-MON *', 'TUE,FRI-MON', 'day-of-week', "write 'TUE,FRI,SAT,SUN,MON'"],
    ['0 20 ? * 6-2 *', '6-2', 'day-of-week', "write 'FRI,SAT,SUN,MON'"],
    ['0 20 ? * MON-MON *', 'MON-MON', 'day-of-week', "write 'MON'"],
    ['0/30 22-2 * * ? *', '22-2', 'hours', "write '22,23,0,1,2'"],
    ['0 20 * NOV-FEB ? *', 'NOV-FEB', 'month', "write 'NOV,DEC,JAN,FEB'"],
    ['0 20 30-2 * ? *', '30-2', 'day-of-month', "write '30,31,1,2'"],
    ['0 20 * * ? 2028-2026', '2028-2026', 'year', "write '2026,2027,2028'"],
    // Steps.
    ['*/10 * * * ? *', '*/10', 'minutes', "write '0/10'"],
    ['0 */6 * * ? *', '*/6', 'hours', "write '0/6'"],
    ['0 20 */2 * ? *', '*/2', 'day-of-month', "write '1/2'"],
    ['0 20 1 */3 ? *', '*/3', 'month', "write '1/3'"],
    ['0 20 1 JAN/3 ? *', 'JAN/3', 'month', "write '1/3'"],
    ['0 8-18/5 * * ? *', '8-18/5', 'hours', "write '8,13,18'"],
    ['0-59/15 * * * ? *', '0-59/15', 'minutes', "write '0/15'"],
    ['0 22-4/2 * * ? *', '22-4/2', 'hours', "write '22,0,2,4'"],
    ['0/20,5 * * * ? *', '0/20,5', 'minutes', "write '0,20,40,5'"],
    ['0 20 ? * MON-FRI/2 *', 'MON-FRI/2', 'day-of-week', "write 'MON,WED,FRI'"],
    ['0 20 ? * 2/2 *', '2/2', 'day-of-week', "write 'MON,WED,FRI'"],
    ['0 20 ? * */2 *', '*/2', 'day-of-week', "write 'SUN,TUE,THU,SAT'"],
    ['0/0 * * * ? *', '0/0', 'minutes', "write for example '0'"],
    ['*/90 * * * ? *', '*/90', 'minutes', "write for example '0'"],
    ['0/60 * * * ? *', '0/60', 'minutes', "write for example '0'"],
    ['0 60/2 * * ? *', '60/2', 'hours', "write for example '20'"],
    ['0/10/2 * * * ? *', '0/10/2', 'minutes', "write for example '0'"],
    ['0/ * * * ? *', '0/', 'minutes', "write for example '0'"],
    // Capitals.
    ['0 20 ? * tue *', 'tue', 'day-of-week', "write 'TUE'"],
    ['0 20 ? * Mon-Fri *', 'Mon-Fri', 'day-of-week', "write 'MON-FRI'"],
    ['0 20 ? * fri-mon *', 'fri-mon', 'day-of-week', "write 'FRI,SAT,SUN,MON'"],
    ['0 20 1 jan ? *', 'jan', 'month', "write 'JAN'"],
    ['0 20 l * ? *', 'l', 'day-of-month', "write 'L'"],
    ['0 20 3w * ? *', '3w', 'day-of-month', "write '3W'"],
    ['0 20 ? * 6l *', '6l', 'day-of-week', "write '6L'"],
    // Values.
    ['60 20 * * ? *', '60', 'minutes', "write for example '0'"],
    ['0 24 * * ? *', '24', 'hours', "write for example '20'"],
    ['0 20 0 * ? *', '0', 'day-of-month', "write for example '1'"],
    ['0 20 32 * ? *', '32', 'day-of-month', "write for example '1'"],
    ['0 20 1 0 ? *', '0', 'month', "write for example 'JAN'"],
    ['0 20 1 13 ? *', '13', 'month', "write for example 'JAN'"],
    ['0 20 1 JANUARY ? *', 'JANUARY', 'month', "write for example 'JAN'"],
    ['0 20 ? * 0 *', '0', 'day-of-week', "write for example 'TUE'"],
    ['0 20 ? * 8 *', '8', 'day-of-week', "write for example 'TUE'"],
    ['0 20 ? * MON,JAN *', 'MON,JAN', 'day-of-week', "write for example 'TUE'"],
    ['0 20 1 1 ? 1969', '1969', 'year', "write for example '2027'"],
    ['0 20 1 1 ? 2200', '2200', 'year', "write for example '2027'"],
    ['? 20 * * ? *', '?', 'minutes', "write for example '*'"],
    ['0 20 * ? ? *', '?', 'month', "write for example '*'"],
    // Junk.
    ['0,,5 20 * * ? *', '0,,5', 'minutes', "write for example '0'"],
    ['0, 20 * * ? *', '0,', 'minutes', "write for example '0'"],
    ['5- 20 * * ? *', '5-', 'minutes', "write for example '0'"],
    ['-5 20 * * ? *', '-5', 'minutes', "write for example '0'"],
    ['1-2-3 20 * * ? *', '1-2-3', 'minutes', "write for example '0'"],
    ['1.5 20 * * ? *', '1.5', 'minutes', "write for example '0'"],
    ['*,5 20 * * ? *', '*,5', 'minutes', "write for example '0'"],
    ['cron(0 20 ? * TUE *', 'cron(0', 'minutes', "write for example '0'"],
  ])('%s is refused for %s as %s; %s', (text, value, field, mend) => {
    const problem = problemOf(text);
    expect(problem?.id).toBe('cron-field');
    expect(problem?.what).toBe(`start '${text}' has '${value}' as ${field}`);
    expect(problem?.mend).toContain(mend);
    expect(problemOf(mended(text.replace('cron(', ''), problem!))).toBeUndefined();
  });

  test.each([
    ['* in both', '0 20 * * * *', "'*' as day-of-month and '*' as day-of-week", "write '?' as day-of-week"],
    [
      'a day of the month, and *',
      '0 20 1 * * *',
      "'1' as day-of-month and '*' as day-of-week",
      "write '?' as day-of-week",
    ],
    [
      '*, and a day of the week',
      '0 20 * * MON *',
      "'*' as day-of-month and 'MON' as day-of-week",
      "write '?' as day-of-month",
    ],
    ['both', '0 20 15 * MON *', "'15' as day-of-month and 'MON' as day-of-week", "write '?' as day-of-month"],
    ['L in both', '0 20 L * L *', "'L' as day-of-month and 'L' as day-of-week", "write '?' as day-of-month"],
    ['? in both', '0 20 ? * ? *', "'?' as day-of-month and as day-of-week", "write '*' as day-of-month for every day"],
  ])('is refused with %s of the day fields, and told which to change', (_what, text, what, mend) => {
    const problem = problemOf(text);
    expect(problem).toMatchObject({ id: 'cron-field', what: `start '${text}' has ${what}`, mend });
    expect(problemOf(mended(text, problem!))).toBeUndefined();
  });

  test.each([
    ['1W', '*', '27W'],
    ['1W', 'MAR', '30W'],
    ['28W', '*', '27W'],
    ['28W', 'FEB', '27W'],
    ['28W', '1/1', '27W'],
    ['29W', '1-3', '27W'],
    ['30W', 'APR', '29W'],
    ['30W', '7-9', '29W'],
    ['30W', '1/3', '29W'],
    ['31W', '*', '27W'],
    ['31W', 'JAN', '30W'],
  ])('%s in month %s is refused, as the nearest weekday may lie in another', (day, month, last) => {
    const text = `0 20 ${day} ${month} ? *`;
    const problem = problemOf(text);
    expect(problem).toMatchObject({ id: 'cron-field', what: `start '${text}' has '${day}' as day-of-month` });
    expect(problem?.mend).toContain(`from 2W to ${last}`);
    expect(problemOf(`0 20 ${last} ${month} ? *`)).toBeUndefined();
    expect(problemOf(mended(text, problem!))).toBeUndefined();
  });

  test.each([
    ['', 0],
    ['cron()', 0],
    ['0 20', 2],
    ['0 20 * *', 4],
    ['0 0 20 ? * TUE *', 7],
    ['0 20 ? * TUE, THU *', 7],
  ])("'%s' is refused for its %i fields", (text, count) => {
    const problem = problemOf(text);
    expect(problem).toMatchObject({ id: 'cron-fields', what: `start '${text}' has ${count} fields` });
    expect(problemOf(mended(text, problem!))).toBeUndefined();
  });

  test.each(['rate(1 day)', ' rate(5 minutes)', 'at(2026-12-12T20:00:00)'])('%s is refused', (text) => {
    const problem = problemOf(text);
    expect(problem).toMatchObject({ id: 'cron-not-cron', what: `start '${text}' is no cron expression` });
    expect(problemOf(mended(text, problem!))).toBeUndefined();
  });

  test('is refused where Scheduler would not take its length', () => {
    const minutes = Array.from({ length: 54 }, (_, minute) => minute).join(',');
    const longest = `${minutes} 20 1 1,2,3,4,5,6,7,8,9,10,11,12 ? ${Array(13).fill('2027').join(',')}`;
    expect(`cron(${longest})`).toHaveLength(256);
    expect(problemOf(longest)).toBeUndefined();
    expect(problemOf(longest.replace('20 1 ', '20 11 '))).toMatchObject({
      id: 'cron-long',
      what: expect.stringContaining('is 257 characters long'),
    });
  });

  test('is told what is wrong, why it matters and what to write', () => {
    expect(textOf(problemOf('0 20 ? * FRI-MON *')!)).toBe(
      "start '0 20 ? * FRI-MON *' has 'FRI-MON' as day-of-week: AWS documents only ranges that run upwards; " +
        "write 'FRI,SAT,SUN,MON' [cron-field]",
    );
    expect(textOf(problemOf('0 20 1 1 ? 2200')!)).toBe(
      "start '0 20 1 1 ? 2200' has '2200' as year: that field takes 1970 to 2199; write for example '2027' [cron-field]",
    );
  });
});

describe('whatever is written', () => {
  test('what AWS documents is read as it stands, and fires exactly in the minutes of its fields', () => {
    const day = fc.integer({ min: Date.UTC(2024, 0, 1) / DAY, max: Date.UTC(2030, 0, 1) / DAY });
    fc.assert(
      fc.property(documentedCron, day, (expression, from) => {
        expect(readCron('start', expression)).toEqual({ value: `cron(${expression})` });
        const until = (from + 366) * DAY;
        const expected = matcherOf(expression).first(40, from, 366);
        let reading = nextWall(`cron(${expression})`, (from * DAY - 1) as WallMs);
        for (const minute of expected) {
          expect(reading).toBe(minute * MINUTE);
          reading = nextWall(`cron(${expression})`, reading!);
        }
        expect(expected.length === 40 || reading === undefined || reading >= until).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  test('nothing is accepted that AWS does not document, and nothing refused that it does', () => {
    fc.assert(
      fc.property(mutatedCron, (expression) => {
        expect(problemOf(expression) === undefined).toBe(isDocumented(expression));
      }),
      { numRuns: 2_000 },
    );
  });

  test('doing what each problem advises ends with an expression that is accepted', () => {
    fc.assert(
      fc.property(mutatedCron, (expression) => {
        let text = expression;
        const advised: string[] = [];
        for (let problem = problemOf(text); problem !== undefined; problem = problemOf(text)) {
          text = mended(text, problem);
          advised.push(`${textOf(problem)} -> ${text}`);
          if (advised.length > 3) {
            throw new Error(advised.join('\n'));
          }
        }
      }),
      { numRuns: 1_000 },
    );
  });
});
