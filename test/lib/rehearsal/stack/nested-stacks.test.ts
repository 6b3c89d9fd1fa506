import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Template } from '../../../../lib/assembly/template';
import { emptyFolder, removeFolders } from '../assembly-fixture';
import { asked, custom, play, type Request, seconds, thing } from '../stack-fixture';

afterAll(removeFolders);

/** A stack whose nested one holds a custom resource with the parent's parameter, and gives its id back. */
function parent(parameter: string, more: Template['Resources'] = {}): Template['Resources'] {
  return {
    Nested: {
      Type: 'AWS::CloudFormation::Stack',
      Properties: { TemplateURL: 'https://bucket/nested.json', Parameters: { Given: parameter } },
    },
    Outside: custom({ inner: { 'Fn::GetAtt': ['Nested', 'Outputs.Inner'] } }),
    ...more,
  };
}

const NESTED: Template = {
  Parameters: { Given: { Type: 'String' } },
  Resources: { Inside: custom({ given: { Ref: 'Given' } }) },
  Outputs: { Inner: { Value: { Ref: 'Inside' } } },
};

function nestedFiles(): ReadonlyMap<string, string> {
  const path = join(emptyFolder(), 'nested.json');
  writeFileSync(path, JSON.stringify(NESTED));
  return new Map([['nested.json', path]]);
}

const brief = (request: Request): string =>
  `${request['RequestType']} ${request['LogicalResourceId']} ${asked(request, 'given')}${asked(request, 'inner')}`;

test('a nested stack is made, changed and deleted with its parent', async () => {
  const { create, update, delete: remove, requests, stack } = play({ resources: parent('a'), files: nestedFiles() });
  await create();
  await update(parent('b'));
  await remove();
  expect(requests.map(brief)).toEqual([
    'Create Inside a',
    'Create Outside Inside-id',
    'Update Inside b',
    'Delete Outside Inside-id',
    'Delete Inside b',
  ]);
  expect(new Set(stack.events.map((event) => event.stack))).toEqual(new Set(['Shop', 'Shop/Nested']));
});

test('a nested stack is rolled back with its parent', async () => {
  const { create, update, requests, stack } = play({
    resources: parent('a', { Bad: thing({ a: 1 }, ['Outside']) }),
    files: nestedFiles(),
    fails: { 'update Bad in main': 'no' },
  });
  await create();
  expect((await update(parent('b', { Bad: thing({ a: 2 }, ['Outside']) })))?.resource).toBe('Bad');
  expect(requests.map(brief).slice(2)).toEqual(['Update Inside b', 'Update Inside a']);
  expect(stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
});

test('fails when something in a nested stack fails, and names that', async () => {
  const { create, requests, stack } = play({
    resources: parent('a'),
    files: nestedFiles(),
    takesMs: seconds(5, 'Inside'),
    fails: { 'create Inside in main': 'no' },
  });
  expect(await create()).toEqual({ stack: 'Shop', resource: 'Inside', reason: 'no' });
  expect(requests.map(brief)).toEqual(['Create Inside a', 'Delete Inside a']);
  expect(stack.status).toBe('ROLLBACK_COMPLETE');
});
