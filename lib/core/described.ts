/** Parts of schemas of which a JSON Schema is published: what is described here is read there. */
import * as v from 'valibot';

export const list = <T extends v.GenericSchema>(
  item: T,
): v.SchemaWithPipe<readonly [v.ArraySchema<T, undefined>, v.ReadonlyAction<v.InferOutput<T>[]>]> =>
  v.pipe(v.array(item), v.readonly());

export const texts = list(v.string());

export const described = <T extends v.GenericSchema>(
  schema: T,
  text: string,
): v.SchemaWithPipe<readonly [T, v.DescriptionAction<v.InferOutput<T>, string>]> => v.pipe(schema, v.description(text));
