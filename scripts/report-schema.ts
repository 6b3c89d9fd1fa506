/** Writes the JSON Schemas of a review, of evidence and of the events, from the types that read and write them: `npm run schema`. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { toJsonSchema } from '@valibot/to-json-schema';
import { REPORT_VERSION, ReportSchema } from '../lib/review/report';
import { EVIDENCE_SCHEMA_FILE, evidenceSchema } from './evidence-schema';
import { DETAIL_TYPES, eventSchema, eventSchemaFile } from './event-schemas';

export const SCHEMA_FILE = join(__dirname, '..', 'schema', `review-v${REPORT_VERSION}.json`);

/** Its id is where it lies in the package. What a later version adds is let pass, so that no object is closed. */
export function reportSchema(): object {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    $id: `https://unpkg.com/cdk-temporary-access/schema/review-v${REPORT_VERSION}.json`,
    title: 'Review of temporary access',
    description: 'What `temporary-access review --format json` and `--json-out` write.',
    ...toJsonSchema(ReportSchema, { target: 'draft-07', ignoreActions: ['readonly'] }),
  };
}

async function writeSchema(file: string, schema: object): Promise<void> {
  const { format, resolveConfig } = await import('prettier');
  const text = await format(JSON.stringify(schema), { ...(await resolveConfig(file)), filepath: file });
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

if (require.main === module) {
  void Promise.all([
    writeSchema(SCHEMA_FILE, reportSchema()),
    writeSchema(EVIDENCE_SCHEMA_FILE, evidenceSchema()),
    ...DETAIL_TYPES.map((detailType) => writeSchema(eventSchemaFile(detailType), eventSchema(detailType))),
  ]);
}
