/** The JSON Schemas of the events, from the schemas that they are checked by: `npm run schema`. */
import { join } from 'node:path';
import { toJsonSchema } from '@valibot/to-json-schema';
import { deliveredEventSchema, DETAIL_SCHEMAS } from '../lib/core/access-event-schema';
import { type DetailType, EVENT_VERSION } from '../lib/core/access-events';

const FOLDER = join(__dirname, '..', 'schema', 'events');

export const DETAIL_TYPES = Object.keys(DETAIL_SCHEMAS) as DetailType[];

/** `schema/events/access-opened-v1.json` */
export function eventSchemaFile(detailType: DetailType): string {
  return join(FOLDER, fileName(detailType));
}

/** Of the whole event, as EventBridge delivers it. What a later version adds is let pass, so that no object is closed. */
export function eventSchema(detailType: DetailType): object {
  const schema = toJsonSchema(deliveredEventSchema(detailType), { target: 'draft-07', ignoreActions: ['readonly'] });
  const open = JSON.stringify(schema, (key, value: unknown) => (key === 'additionalProperties' ? undefined : value));
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    $id: `https://unpkg.com/cdk-temporary-access/schema/events/${fileName(detailType)}`,
    title: detailType,
    ...(JSON.parse(open) as object),
  };
}

function fileName(detailType: DetailType): string {
  return `${detailType.toLowerCase().replaceAll(' ', '-')}-v${EVENT_VERSION}.json`;
}
