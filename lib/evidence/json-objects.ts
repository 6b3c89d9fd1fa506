/**
 * Finds the JSON objects in a text: one a line as in logs, one after the other as Firehose writes them, one over many
 * lines as people save them, or a list of them.
 *
 * Text that begins with no brace is passed over: Lambda writes such lines between ours. A line that begins with one and
 * is no JSON was cut off, and is told.
 */

export type Found = { readonly json: unknown } | { readonly broken: string };

/** What CloudWatch puts before each line that it exports to S3. */
const EXPORT_TIME = /^\d{4}-\d{2}-\d{2}T[\d:.]+Z (?=\{)/;

export function jsonObjects(text: string): Found[] {
  const list = text.trimStart().startsWith('[') ? parsed(text) : undefined;
  if (list !== undefined && Array.isArray(list.json)) {
    return list.json.map((json: unknown) => ({ json }));
  }
  const found: Found[] = [];
  const lines = text.split(/\r?\n/).map((line) => line.replace(EXPORT_TIME, ''));
  for (let at = 0; at < lines.length;) {
    const line = lines[at] ?? '';
    if (!line.trimStart().startsWith('{')) {
      at++;
      continue;
    }
    const whole = parsed(line);
    if (whole !== undefined) {
      found.push(whole);
      at++;
      continue;
    }
    const { objects, next } = spread(lines, at);
    found.push(...(objects ?? [{ broken: line }]));
    at = objects === undefined ? at + 1 : next;
  }
  return found;
}

/** Objects that share a line, or take several; none where the line was cut off. */
function spread(lines: readonly string[], from: number): { objects: Found[] | undefined; next: number } {
  const walk = new Walk();
  for (let at = from; at < lines.length; at++) {
    const line = lines[at] ?? '';
    // What follows is a line of its own, so the one before was never ended.
    if (at > from && line.startsWith('{') && parsed(line) !== undefined) {
      break;
    }
    const texts = walk.take(line);
    if (texts === undefined) {
      break;
    }
    if (walk.isOutside) {
      const objects = walk.texts.map(parsed);
      return { objects: objects.includes(undefined) ? undefined : (objects as Found[]), next: at + 1 };
    }
  }
  return { objects: undefined, next: from + 1 };
}

/** Follows braces and strings through a text. */
class Walk {
  readonly texts: string[] = [];
  #depth = 0;
  #text = '';

  get isOutside(): boolean {
    return this.#depth === 0;
  }

  /** Undefined where the line ends within a string, which no JSON does. */
  take(line: string): string[] | undefined {
    let inString = false;
    for (let at = 0; at < line.length; at++) {
      const character = line.charAt(at);
      if (inString && character === '\\') {
        this.#text += line.slice(at, at + 2);
        at++;
        continue;
      }
      inString = character === '"' ? !inString : inString;
      this.#depth += inString ? 0 : depthOf(character);
      this.#text += character;
      if (this.#depth === 0 && character === '}') {
        this.texts.push(this.#text);
        this.#text = '';
      }
    }
    if (this.#depth === 0 && this.#text.trim() !== '') {
      // Something that is no object stands behind the last one.
      return undefined;
    }
    return inString ? undefined : this.texts;
  }
}

function depthOf(character: string): number {
  return character === '{' ? 1 : character === '}' ? -1 : 0;
}

function parsed(text: string): { readonly json: unknown } | undefined {
  try {
    return { json: JSON.parse(text) as unknown };
  } catch {
    return undefined;
  }
}
