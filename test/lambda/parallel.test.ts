import { inParallel, throwAll } from '../../lambda/parallel';

test('does something for each item, and never for more than so many at once', async () => {
  const done: number[] = [];
  let running = 0;
  let most = 0;

  const failures = await inParallel([1, 2, 3, 4, 5, 6, 7], 3, async (item) => {
    most = Math.max(most, ++running);
    await new Promise(setImmediate);
    running--;
    done.push(item);
  });

  expect(done.toSorted()).toEqual([1, 2, 3, 4, 5, 6, 7]);
  expect(most).toBe(3);
  expect(failures).toEqual([]);
});

test('hands back every failure, and does the other items all the same', async () => {
  const done: number[] = [];

  const failures = await inParallel([1, 2, 3, 4, 5], 2, async (item) => {
    await Promise.resolve();
    if (item % 2 === 0) {
      throw new Error(`item ${item}`);
    }
    done.push(item);
  });

  expect(done).toEqual([1, 3, 5]);
  expect(failures).toEqual([new Error('item 2'), new Error('item 4')]);
});

test('hands back what is thrown before the first wait, too', async () => {
  const failures = await inParallel([1, 2], 1, () => {
    throw new Error('at once');
  });

  expect(failures).toHaveLength(2);
});

test('does nothing for no items', async () => {
  expect(await inParallel([], 5, () => Promise.reject(new Error('never called')))).toEqual([]);
});

test('throws all that failed as one, in words', () => {
  expect(() => {
    throwAll([new Error('item 2'), 'item 4']);
  }).toThrow(new AggregateError([], 'item 2; item 4'));
});

test('throws nothing where nothing failed', () => {
  expect(() => {
    throwAll([]);
  }).not.toThrow();
});
