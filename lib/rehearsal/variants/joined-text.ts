/**
 * Texts that the CDK has written around intrinsics: pieces in a `Fn::Join`.
 *
 * Each intrinsic becomes a stand-in of one text, which can be split, searched and parsed; writing it back gives the
 * join that the CDK writes: no two strings side by side, no join around a single value.
 *
 * Gotchas: in JSON an intrinsic is part of a string or the whole of one. One without quotes, as for a number, is none
 * of ours, and reads as no JSON.
 */
import { isObject, type Json, type JsonObject, textsOf } from '../../assembly/template';

/** Characters of the private use area, which no author writes and JSON leaves as they are. */
const STAND_IN = /\uE000(\d+)\uE001/;

/** The intrinsics of a text, and what stands for each. */
export class StandIns {
  private readonly intrinsics: Json[] = [];

  /** A value in one text. */
  public text(value: Json | undefined): string {
    if (!isObject(value)) {
      return textsOf(value).join('');
    }
    const pieces = piecesOf(value);
    return pieces === undefined
      ? `\uE000${this.intrinsics.push(value) - 1}\uE001`
      : pieces.map((piece) => this.text(piece)).join('');
  }

  /** A text as the CDK writes it. */
  public value(text: string): Json {
    const pieces = text
      .split(STAND_IN)
      .map((piece, index) => (index % 2 === 0 ? piece : (this.intrinsics[Number(piece)] ?? '')))
      .filter((piece) => piece !== '');
    const [only = '', ...others] = pieces;
    return others.length === 0 ? only : { 'Fn::Join': ['', pieces] };
  }
}

/**
 * Reads the JSON within a text as the structure that it is, its intrinsics being what they are elsewhere in a template.
 * Undefined where it is none.
 */
export function readJson(value: Json | undefined, standIns = new StandIns()): Json | undefined {
  try {
    return withIntrinsics(JSON.parse(standIns.text(value)) as Json, standIns);
  } catch {
    return undefined;
  }
}

/** Changes the JSON within a text; a text that is none, or for which nothing is answered, stays as it is. */
export function editJson(value: Json | undefined, edit: (structure: Json) => Json | undefined): Json | undefined {
  const standIns = new StandIns();
  const read = readJson(value, standIns);
  const edited = read === undefined ? undefined : edit(read);
  return edited === undefined ? value : standIns.value(JSON.stringify(withStandIns(edited, standIns)));
}

function withIntrinsics(value: Json, standIns: StandIns): Json {
  return typeof value === 'string'
    ? standIns.value(value)
    : eachWithin(value, (item) => withIntrinsics(item, standIns));
}

function withStandIns(value: Json, standIns: StandIns): Json {
  return isIntrinsic(value) ? standIns.text(value) : eachWithin(value, (item) => withStandIns(item, standIns));
}

/** A list or an object with each of its values changed; anything else as it is. */
export function eachWithin(value: Json, change: (item: Json, key: string) => Json): Json {
  if (Array.isArray(value)) {
    return value.map((item: Json) => change(item, ''));
  }
  return isObject(value)
    ? Object.fromEntries(
        Object.entries(value).map(([key, item]) => [key, item === undefined ? item : change(item, key)]),
      )
    : value;
}

function isIntrinsic(value: Json): value is JsonObject {
  const keys = isObject(value) ? Object.keys(value) : [];
  return keys.length === 1 && /^(Ref$|Fn::)/.test(keys[0] ?? '');
}

/** What a join without a delimiter joins. */
function piecesOf(value: JsonObject): readonly Json[] | undefined {
  const argument = value['Fn::Join'];
  const [delimiter, pieces] = Array.isArray(argument) ? (argument as Json[]) : [];
  return delimiter === '' && Array.isArray(pieces) ? pieces : undefined;
}
