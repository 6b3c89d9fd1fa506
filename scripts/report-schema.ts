/** Writes the JSON Schema of a review, from the type that reads and writes it: `npm run schema`. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { toJsonSchema } from '@valibot/to-json-schema';
import { REPORT_VERSION, ReportSchema } from '../lib/review/report';

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

async function writeSchema(): Promise<void> {
  const { format, resolveConfig } = await import('prettier');
  const text = await format(JSON.stringify(reportSchema()), {
    ...(await resolveConfig(SCHEMA_FILE)),
    filepath: SCHEMA_FILE,
  });
  mkdirSync(dirname(SCHEMA_FILE), { recursive: true });
  writeFileSync(SCHEMA_FILE, text);
}

if (require.main === module) {
  void writeSchema();
}
