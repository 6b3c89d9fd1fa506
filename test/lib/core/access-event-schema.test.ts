import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import Ajv from 'ajv';
import * as v from 'valibot';
import { deliveredEventSchema, DETAIL_SCHEMAS, EACH_SCHEMA_IS_ITS_TYPE } from '../../../lib/core/access-event-schema';
import { DETAIL_TYPES as OF_RECORDS, type DetailType } from '../../../lib/core/access-events';
import { DETAIL_TYPES, eventSchema, eventSchemaFile } from '../../../scripts/event-schemas';

const PAGE = join(__dirname, '..', '..', '..', 'docs', 'events.md');

interface Sample {
  readonly 'detail-type': DetailType;
  readonly detail: Readonly<Record<string, unknown>>;
}

const published = (detailType: DetailType): object =>
  JSON.parse(readFileSync(eventSchemaFile(detailType), 'utf8')) as object;
const isValid = (sample: Sample): boolean =>
  new Ajv({ strict: false }).compile(published(sample['detail-type']))(sample);

/** The whole events on the page. */
const samples = [...readFileSync(PAGE, 'utf8').matchAll(/```json\n(.*?)\n```/gs)]
  .map(([, text = '']) => JSON.parse(text) as Sample)
  .filter((one) => 'id' in one);
const sampleOf = (detailType: DetailType): Sample => {
  const found = samples.find((one) => one['detail-type'] === detailType);
  if (found === undefined) {
    throw new Error(`docs/events.md has no sample of ${detailType}`);
  }
  return found;
};
const withDetail = (sample: Sample, detail: object): Sample => ({ ...sample, detail: { ...sample.detail, ...detail } });

test('there is a schema for each event that a record makes, and each says what its type says', () => {
  expect([...DETAIL_TYPES].sort()).toEqual([...new Set(Object.values(OF_RECORDS))].sort());
  expect(EACH_SCHEMA_IS_ITS_TYPE).toBe(true);
});

test.each(DETAIL_TYPES)('the published schema of %s is that of the type: `npm run schema` writes it', (detailType) => {
  expect(published(detailType)).toEqual(eventSchema(detailType));
});

test('nothing else is published beside them', () => {
  const files = DETAIL_TYPES.map(eventSchemaFile);
  const folder = dirname(files[0] ?? '');
  expect(
    readdirSync(folder)
      .map((file) => join(folder, file))
      .sort(),
  ).toEqual(files.sort());
});

test.each(DETAIL_TYPES)(
  'the sample of %s in the docs is valid, and has no field that the type does not know',
  (kind) => {
    const sample = sampleOf(kind);
    expect(isValid(sample)).toBe(true);
    expect(v.safeParse(DETAIL_SCHEMAS[kind], sample.detail).issues).toBeUndefined();
  },
);

test.each([
  ['a field that is missing', { access: undefined }],
  ['a field of another kind', { policies: 'ReadOnlyAccess' }],
  ['a time that is none', { at: 'yesterday' }],
  ['another version', { version: 2 }],
  ['no policy', { policies: [] }],
])('%s is invalid', (_what, detail) => {
  const broken = JSON.parse(JSON.stringify(withDetail(sampleOf('Access Opened'), detail))) as Sample;
  expect(isValid(broken)).toBe(false);
  expect(v.safeParse(deliveredEventSchema('Access Opened'), broken).success).toBe(false);
});

test('a field of tomorrow is let pass by what is published, and found by us', () => {
  const newer = withDetail(sampleOf('Access Opened'), { tomorrow: 1 });
  expect(isValid(newer)).toBe(true);
  expect(v.safeParse(deliveredEventSchema('Access Opened'), newer).success).toBe(false);
});
