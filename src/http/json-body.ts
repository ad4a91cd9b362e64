import { JsonText } from '../fields/parsing/json-text.js';
import { codePointsBefore, type JsonFault, scanJson, tooDeep } from '../fields/parsing/json-syntax.js';
import type { ValidationError } from '../fields/issues.js';
import { badRequest, unprocessable } from './errors.js';

type Dictionary = Readonly<Record<string, unknown>>;

/** Where a value stands in the text. */
interface Slice {
  readonly start: number;
  readonly end: number;
}

/**
 * Up to this many UTF-16 units `JSON.parse` is the fastest, whatever the text. A mebibyte of lists in lists, or of keys
 * that are all different, keeps it busy for a quarter of a second; a scan that makes no values takes a few milliseconds.
 */
const mostParsedWhole = 4_096;

/** The most unknown fields, or items of a list, that are looked at: no list may be longer. */
const mostMembers = 1_000;

/** What stands for an object, or for a list within a list: no field takes either. */
const someObject: Dictionary = Object.freeze({});
const someList: readonly unknown[] = Object.freeze([]);

/** What a reader asks of a body. */
export interface Wanted {
  /** The fields that it knows. */
  readonly known: ReadonlySet<string>;
  /** Whether it asks for the names of the others too. */
  readonly strict: boolean;
}

/** A JSON body as it was sent: of a long one only the values of the fields that are wanted are made. */
export class JsonBody {
  private slices: ReadonlyMap<string, Slice> | undefined;

  constructor(private readonly text: string) {}

  /** The whole value where that is fast and it is JSON, else undefined. */
  parseWhole(): unknown {
    if (this.text.length > mostParsedWhole) return undefined;
    try {
      return JSON.parse(this.text);
    } catch {
      return undefined;
    }
  }

  /** What was sent, to be sent back. */
  get whole(): JsonText {
    return new JsonText(this.text.trim());
  }

  get isObject(): boolean {
    return /^[ \n\r\t]*\{/.test(this.text);
  }

  get isNull(): boolean {
    return /^[ \n\r\t]*null/.test(this.text);
  }

  /**
   * Where the fields of the outermost object stand, in the order sent: those that are wanted, of the others the first
   * 1,000. Of a field that is sent twice the first place counts, with the last value.
   *
   * @throws 422 `json_invalid`, and 400 for what nests too deeply
   */
  members({ known, strict }: Wanted): ReadonlyMap<string, Slice> {
    if (this.slices !== undefined) return this.slices;
    const slices = new Map<string, Slice>();
    const most = strict ? known.size + mostMembers : 0;
    const fault = scanJson(this.text, (start, end, keyStart, keyEnd) => {
      if (keyEnd === 0) return;
      const key = keyAt(this.text, keyStart, keyEnd);
      if (known.has(key) || slices.size < most || slices.has(key)) slices.set(key, { start, end });
    });
    if (fault !== undefined) throw refusal(this.text, fault);
    this.slices = slices;
    return slices;
  }

  /** The values of the fields that the reader knows. */
  values(wanted: Wanted): Dictionary {
    const values = Object.create(null) as Record<string, unknown>;
    for (const [name, slice] of this.members(wanted)) {
      values[name] = wanted.known.has(name) ? this.valueAt(slice) : null;
    }
    return values;
  }

  /** The errors with what was sent as their `input`: a number keeps all its digits. */
  echoedIn(errors: readonly ValidationError[], wanted: Wanted): ValidationError[] {
    const { whole } = this;
    const lists = new Map<string, readonly Slice[]>();
    return errors.map((error) => {
      const [, field, index] = error.loc;
      const name = String(field);
      const slice = error.type === 'missing' ? undefined : this.members(wanted).get(name);
      if (slice === undefined) return { ...error, input: whole };
      if (typeof index !== 'number') return { ...error, input: this.echo(slice) };
      const items = lists.get(name) ?? this.itemsOf(slice).items;
      lists.set(name, items);
      return { ...error, input: this.echo(items[index] ?? slice) };
    });
  }

  private echo({ start, end }: Slice): JsonText {
    return new JsonText(this.text.slice(start, end));
  }

  private valueAt(slice: Slice): unknown {
    if (this.text.charAt(slice.start) !== '[') return this.itemAt(slice);
    const { items, count } = this.itemsOf(slice);
    // A list that is longer than any may be has its length, and no items.
    return count > items.length
      ? Object.assign([], { length: count })
      : items.map((item) => this.itemAt(item));
  }

  private itemAt({ start, end }: Slice): unknown {
    const first = this.text.charAt(start);
    if (first === '[') return someList;
    return first === '{' ? someObject : (JSON.parse(this.text.slice(start, end)) as unknown);
  }

  private itemsOf({ start, end }: Slice): { items: readonly Slice[]; count: number } {
    const items: Slice[] = [];
    let count = 0;
    scanJson(this.text.slice(start, end), (from, to) => {
      count += 1;
      if (items.length < mostMembers) items.push({ start: start + from, end: start + to });
    });
    return { items, count };
  }
}

function keyAt(text: string, start: number, end: number): string {
  const key = text.slice(start + 1, end - 1);
  return key.includes('\\') ? (JSON.parse(text.slice(start, end)) as string) : key;
}

function refusal(text: string, { at, expected }: JsonFault) {
  if (expected === tooDeep) return badRequest('There was an error parsing the body');
  return unprocessable([
    {
      type: 'json_invalid',
      loc: ['body', codePointsBefore(text, at)],
      msg: 'JSON decode error',
      input: {},
      ctx: { error: expected },
    },
  ]);
}
