/** Expressions that AWS documents, of every kind, for properties. */
import * as fc from 'fast-check';
import { isDocumented, MONTHS, WEEKDAYS } from './cron-matcher';

function valueIn(least: number, most: number, names: readonly string[] = []): fc.Arbitrary<string> {
  const number = fc.integer({ min: least, max: most });
  return fc
    .tuple(number, fc.boolean())
    .map(([value, named]) => (named ? names[value - least] : undefined) ?? `${value}`);
}

function rangeIn(least: number, most: number, names: readonly string[] = []): fc.Arbitrary<string> {
  return fc.uniqueArray(fc.integer({ min: least, max: most }), { minLength: 2, maxLength: 2 }).chain((ends) =>
    fc.boolean().map((named) =>
      ends
        .sort((a, b) => a - b)
        .map((end) => (named ? names[end - least] : undefined) ?? end)
        .join('-'),
    ),
  );
}

function listIn(least: number, most: number, names: readonly string[] = []): fc.Arbitrary<string> {
  const item = fc.oneof(valueIn(least, most, names), rangeIn(least, most, names));
  return fc.array(item, { minLength: 1, maxLength: 3 }).map((items) => items.join(','));
}

function stepIn(least: number, most: number): fc.Arbitrary<string> {
  return fc
    .tuple(fc.integer({ min: least, max: most }), fc.integer({ min: 1, max: most }))
    .map(([from, by]) => `${from}/${by}`);
}

function fieldIn(least: number, most: number, names: readonly string[] = []): fc.Arbitrary<string> {
  return fc.oneof(fc.constant('*'), valueIn(least, most, names), listIn(least, most, names), stepIn(least, most));
}

const dayOfMonth = fc.oneof(
  fc.constantFrom('L', '*'),
  fc.integer({ min: 2, max: 30 }).map((day) => `${day}W`),
  fieldIn(1, 31),
);
const dayOfWeek = fc.oneof(
  fc.constantFrom('L', '*'),
  fc.integer({ min: 1, max: 7 }).map((day) => `${day}L`),
  fc.tuple(fc.integer({ min: 1, max: 7 }), fc.integer({ min: 1, max: 5 })).map(([day, nth]) => `${day}#${nth}`),
  listIn(1, 7, WEEKDAYS),
);
const month = fc.oneof(fc.constant('*'), fieldIn(1, 12, MONTHS));
const year = fc.oneof(
  { weight: 4, arbitrary: fc.constant('*') },
  fc.constantFrom('2024-2030', '2026,2028', '2024/2', '2027'),
);

/** Day of month, month, day of week and year, such as `L * ? *`. */
export const documentedDays: fc.Arbitrary<string> = fc
  .oneof(fc.tuple(dayOfMonth, month, fc.constant('?'), year), fc.tuple(fc.constant('?'), month, dayOfWeek, year))
  .map((fields) => fields.join(' '))
  .filter((days) => isDocumented(`0 0 ${days}`));

/** Six fields. */
export const documentedCron: fc.Arbitrary<string> = fc
  .tuple(fieldIn(0, 59), fieldIn(0, 23), documentedDays)
  .map((parts) => parts.join(' '));

/** Six fields of which one or two are anything that is made of the same letters. */
export const mutatedCron: fc.Arbitrary<string> = fc
  .tuple(
    documentedCron,
    fc.array(
      fc.tuple(
        fc.integer({ min: 0, max: 5 }),
        fc.oneof(
          fc.constantFrom('?', '*', 'LW', 'L-3', '*/5', 'FRI-MON', '3#1,6#3', 'FRI#2', 'FRIL', 'mon', '1W', '31W', 'W'),
          fc
            .array(
              fc.constantFrom(...'0123456789*?,-/LW#'.split(''), ...MONTHS, ...WEEKDAYS, 'fri', '12', '31', '2027'),
              {
                minLength: 1,
                maxLength: 5,
              },
            )
            .map((parts) => parts.join('')),
          fieldIn(0, 60),
        ),
      ),
      { minLength: 1, maxLength: 2 },
    ),
  )
  .map(([expression, changes]) => {
    const fields = expression.split(' ');
    changes.forEach(([index, text]) => (fields[index] = text.replace(/\b0+(?=\d)/g, '')));
    return fields.join(' ');
  });
