/** Many accesses at a time, where one that fails stops no other. */
import { messageOf } from './patience';

/** Does something for each item, a few at a time, and hands back what failed: one failure stops no other item. */
export async function inParallel<T>(
  items: readonly T[],
  atOnce: number,
  act: (item: T) => Promise<void>,
): Promise<unknown[]> {
  const failures: unknown[] = [];
  const waiting = items.values();
  const worker = async (): Promise<void> => {
    for (const item of waiting) {
      try {
        await act(item);
      } catch (error) {
        failures.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, worker));
  return failures;
}

/** Throws what failed, once everything has been tried. */
export function throwAll(failures: readonly unknown[]): void {
  if (failures.length > 0) {
    throw new AggregateError(failures, failures.map(messageOf).join('; '));
  }
}
