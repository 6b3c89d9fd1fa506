import { App, Fn, Stack } from 'aws-cdk-lib';
import * as fc from 'fast-check';
import type { Json } from '../../../../lib/assembly/template';
import { inputOf } from '../../../../lib/rehearsal/variants/accesses';
import { editJson, readJson, StandIns } from '../../../../lib/rehearsal/variants/joined-text';
import { APPS, appTemplate } from './apps';

/** A text of JSON as the CDK writes it. */
function written(structure: unknown): Json {
  const stack = new Stack(new App(), 'Shop');
  return stack.resolve(stack.toJsonString(structure)) as Json;
}

const name = { Ref: 'Name' };
const arn = { 'Fn::GetAtt': ['Role', 'Arn'] };

describe('JSON within a text', () => {
  test('is read with its intrinsics where they stand', () => {
    const text = written({ role: Fn.getAtt('Role', 'Arn'), list: [{ deep: `arn:${Fn.ref('Name')}:"x"` }] });
    expect(readJson(text)).toEqual({ role: arn, list: [{ deep: { 'Fn::Join': ['', ['arn:', name, ':"x"']] } }] });
  });

  test('is read where there is no intrinsic', () => {
    expect(readJson('{"a":[1,true,null]}')).toEqual({ a: [1, true, null] });
  });

  test.each([
    ['no JSON', 'hello'],
    ['no text', { Ref: 'Parameter' }],
    ['an intrinsic without quotes', { 'Fn::Join': ['', ['{"a":', name, '}']] }],
    ['nothing', undefined],
  ])('is not found in %s, which no edit changes', (_what, value) => {
    expect(readJson(value)).toBeUndefined();
    expect(editJson(value, () => 'edited')).toBe(value);
  });

  test('is as the CDK writes it after an edit, with no text beside another', () => {
    const text = written({ from: Fn.ref('Name'), to: `a${Fn.ref('Name')}b`, with: 'x' });
    const edited = editJson(text, () => ({ from: name, with: { 'Fn::Join': ['', ['say "', arn, '"']] } }));
    expect(edited).toEqual(written({ from: Fn.ref('Name'), with: `say "${Fn.getAtt('Role', 'Arn').toString()}"` }));
  });

  test('is plain text once its last intrinsic is gone', () => {
    expect(editJson(written({ a: Fn.ref('Name') }), () => ({ a: [] }))).toBe('{"a":[]}');
  });

  test.each(Object.keys(APPS))('stays the same under an edit that changes nothing: %s', (app) => {
    const inputs = Object.values(appTemplate(app).Resources ?? {}).map(inputOf);
    expect(inputs.filter((input) => input !== undefined).length).toBeGreaterThan(2);
    expect(inputs.map((input) => editJson(input, (structure) => structure))).toEqual(inputs);
  });

  test('stays the same whatever the CDK has written', () => {
    const tokens = fc.constantFrom(
      Fn.ref('Name'),
      Fn.getAtt('Role', 'Arn').toString(),
      Fn.select(2, ['a', Fn.ref('Name')]),
    );
    const texts = fc.array(fc.oneof(fc.string({ unit: 'grapheme' }), tokens)).map((pieces) => pieces.join(''));
    const { structure } = fc.letrec((tie) => ({
      structure: fc.oneof(
        { depthSize: 'small' },
        texts,
        fc.boolean(),
        fc.integer(),
        fc.array(tie('structure')),
        fc.dictionary(fc.string(), tie('structure')),
      ),
    }));
    fc.assert(
      fc.property(fc.dictionary(fc.string(), structure), (whole) => {
        const text = written(whole);
        expect(editJson(text, (read) => read)).toEqual(text);
      }),
    );
  });
});

test('a joined text is split at its own text only', () => {
  const standIns = new StandIns();
  const segments = standIns.text({ 'Fn::Join': ['', ['/a/', { 'Fn::Split': ['/', name] }, '/b']] }).split('/');
  expect(segments.map((segment) => standIns.value(segment))).toEqual(['', 'a', { 'Fn::Split': ['/', name] }, 'b']);
});
