import { leftBehind, madeInVain, routeIn, routeOut } from '../../../../lib/rehearsal/stack/routes';
import type { StandingResource } from '../../../../lib/rehearsal/stack/standing-resource';

function standing(logicalId: string, after: readonly string[] = [], ref = logicalId): [string, StandingResource] {
  return [
    logicalId,
    {
      ...{ logicalId, type: 'AWS::S3::Bucket', maker: 'service', properties: {}, after: new Set(after) },
      ...{ deletionPolicy: undefined, updateReplacePolicy: undefined },
      made: { ref, attribute: () => undefined },
    },
  ];
}

/** C depends on B, B on A, and A on something that is not there. */
const chain = new Map([standing('C', ['B']), standing('B', ['A']), standing('A', ['Gone'])]);

test('what leaves goes after all that depends on it, even over what stays', () => {
  const { order, before } = routeOut(['A', 'C'], chain);
  expect(order).toEqual(['C', 'A']);
  expect(before('A')).toEqual(['C']);
  expect(before('C')).toEqual([]);
});

test('what comes back comes after all that it depends on, even over what stays', () => {
  const { order, before } = routeIn(['A', 'C'], chain);
  expect(order).toEqual(['A', 'C']);
  expect([...before('C')]).toEqual(['B', 'A']);
});

test('an update leaves behind what is asked for no more, and what was replaced', () => {
  const now = new Map([standing('A'), standing('B', [], 'another'), standing('New')]);
  expect(leftBehind(chain, now).map(({ resource, farewell }) => [resource.logicalId, farewell])).toEqual([
    ['C', 'removed'],
    ['B', 'replaced'],
  ]);
});

test('an update that is rolled back has made in vain what is new, and what was to replace another', () => {
  const brought = new Map([standing('A'), standing('B', [], 'another'), standing('New')]);
  expect(madeInVain(brought, chain).map(({ resource, farewell }) => [resource.made.ref, farewell])).toEqual([
    ['another', 'undone'],
    ['New', 'undone'],
  ]);
});
