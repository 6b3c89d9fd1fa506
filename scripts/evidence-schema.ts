/** The JSON Schema of a report of evidence, from the type that writes it: `npm run schema`. */
import { join } from 'node:path';
import { toJsonSchema } from '@valibot/to-json-schema';
import { EVIDENCE_VERSION, EvidenceSchema } from '../lib/evidence/report';

const NAME = `evidence-v${EVIDENCE_VERSION}.json`;

export const EVIDENCE_SCHEMA_FILE = join(__dirname, '..', 'schema', NAME);

/** What a later version adds is let pass, so that no object is closed. */
export function evidenceSchema(): object {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    $id: `https://unpkg.com/cdk-temporary-access/schema/${NAME}`,
    title: 'Evidence of temporary access',
    description: 'What `temporary-access evidence --format json` writes.',
    ...toJsonSchema(EvidenceSchema, { target: 'draft-07', ignoreActions: ['readonly'] }),
  };
}
