import { App, Stack } from 'aws-cdk-lib';
import { iso } from '../../../lib/core/interval';
import { readToday } from '../../../lib/checks/today';
import { accessIn, problemsOf } from '../fixture';

const stackWith = (today: unknown): Stack =>
  new Stack(new App({ context: { 'cdk-temporary-access:today': today } }), 'Shop');

function dayOf(stack: Stack): string {
  const read = readToday(stack);
  return 'value' in read ? iso(read.value) : read.problem.id;
}

test('the day of the synthesis is the one that the context names', () => {
  expect(dayOf(stackWith('2031-07-01'))).toBe('2031-07-01T00:00:00Z');
});

test('without one it is the day that it is, in UTC', () => {
  jest.useFakeTimers({ now: new Date('2031-07-01T23:59:59.999Z') });
  expect(dayOf(new Stack(new App(), 'Shop'))).toBe('2031-07-01T00:00:00Z');
  jest.useRealTimers();
});

test.each(['2031-02-29', '01.07.2031', 'tomorrow', '', 20310701, {}])('fails where it is no date: %j', (today) => {
  const stack = stackWith(today);
  accessIn(stack);
  expect(problemsOf(stack)).toEqual([
    `[Shop/Release] context cdk-temporary-access:today is ${JSON.stringify(today)}, which is no date: warnings about ` +
      'windows that are over need the day on which they are looked at; write a date such as ' +
      "'2026-12-01', or leave it out for the day of the synthesis [today]",
  ]);
});
