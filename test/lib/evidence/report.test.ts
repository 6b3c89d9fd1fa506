import { readFileSync } from 'node:fs';
import Ajv from 'ajv';
import * as v from 'valibot';
import { EvidenceSchema } from '../../../lib/evidence/report';
import { EVIDENCE_SCHEMA_FILE, evidenceSchema } from '../../../scripts/evidence-schema';
import { evening, record, reported } from './story';

const published: object = JSON.parse(readFileSync(EVIDENCE_SCHEMA_FILE, 'utf8'));
const validate = new Ajv({ strict: false }).compile(published);

test('the published schema is that of the type: `npm run schema` writes it', () => {
  expect(published).toEqual(evidenceSchema());
});

test.each([
  ['nothing', reported([])],
  ['an evening', reported(evening({ request: 'r-1', requestReason: 'hotfix' }))],
  [
    'everything that may go wrong',
    reported(
      [
        ...evening().filter(({ event }) => event !== 'verified'),
        record('refused', '19:00', 'request', { reason: 'no' }),
        record('drift', '23:00', 'sweep'),
        record('residual', '23:01', 'end', { residual: { findings: [], notAsked: [] } }),
      ],
      { access: 'release', sources: [{ name: 'logs', records: 1, unreadable: [{ why: 'cut', text: '{' }] }] },
    ),
  ],
])('the evidence of %s is valid by it, and holds no field that it does not know', (_what, evidence) => {
  expect(validate(JSON.parse(JSON.stringify(evidence)))).toBe(true);
  expect(v.parse(EvidenceSchema, evidence)).toEqual(evidence);
});

test('fails for a report that lacks a field', () => {
  expect(validate({ ...reported([]), gaps: undefined })).toBe(false);
});
