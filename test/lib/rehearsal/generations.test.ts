import { Generations } from '../../../lib/rehearsal/generations';

test('the first of a name is told apart by nothing, each further one by a number', () => {
  const generations = new Generations();
  expect([1, 2, 3].map(() => generations.next('role', 'deploy'))).toEqual([[], ['1'], ['2']]);
  expect(generations.next('role', 'other')).toEqual([]);
});

test('a name is known once there was one of it', () => {
  const generations = new Generations();
  expect(generations.knows('role', 'deploy')).toBe(false);
  generations.next('role', 'deploy');
  expect(generations.knows('role', 'deploy')).toBe(true);
});
