import { JsonText } from '../../pydantic/json-text.js';
import {
  codePointsBefore,
  type JsonFault,
  scanJson,
  tooDeep,
  tooManyDigits,
} from '../../pydantic/json-syntax.js';
import { parseJson } from '../../pydantic/json-value.js';
import type { ValidationError } from '../../pydantic/issues.js';
import { badRequest, unprocessable } from './errors.js';

type Dictionary = Readonly<Record<string, unknown>>;

/** The position of a value in the text. */
interface Slice {
  readonly start: number;
  readonly end: number;
}

/**
 * Up to this many UTF-16 units `JSON.parse` is the fastest, whatever the text. A mebibyte of lists in lists, or of keys
 * that are all different, keeps it busy for a quarter of a second; a scan that makes no values takes a few milliseconds.
 */
const maxParsedWhole = 4_096;

/** The position of a field; for a list also those of its first 1,000 items, and their number. */
interface Member extends Slice {
  readonly items: readonly Slice[];
  readonly count: number;
}

/** The most unknown fields, or items of a list, that are looked at: no list may be longer. */
const maxMembers = 1_000;

/** Replaces an object, or a list within a list, in a field that takes scalars only: its rule refuses any of them. */
const someObject: Dictionary = Object.freeze({});
const someList: readonly unknown[] = Object.freeze([]);

const noItems: readonly Slice[] = Object.freeze([]);

/** The interface of a body for its reader. */
export interface Wanted {
  /** The fields that it knows. */
  readonly known: ReadonlySet<string>;
  /** Those of them that may take objects, or lists within lists. */
  readonly nested: ReadonlySet<string>;
  /** Whether it asks for the names of the others too. */
  readonly strict: boolean;
}

/** A JSON body as it was sent: of a long one only the values of the fields that are wanted are made. */
export class JsonBody {
  private found: ReadonlyMap<string, Member> | undefined;

  constructor(readonly text: string) {}

  /** The whole value where that is fast, exact enough, and it is JSON, else undefined. */
  parseWhole({ nested }: Pick<Wanted, 'nested'>): unknown {
    // No scalar field takes a number that is rounded here; a nested value might.
    if (this.text.length > maxParsedWhole || nested.size > 0) return undefined;
    try {
      return JSON.parse(this.text);
    } catch {
      return undefined;
    }
  }

  /** The received value, for the `input` of an error. */
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
  members({ known, strict }: Wanted): ReadonlyMap<string, Member> {
    if (this.found !== undefined) return this.found;
    const members = new Map<string, Member>();
    const max = strict ? known.size + maxMembers : 0;
    let items: Slice[] = [];
    let count = 0;
    const fault = scanJson(
      this.text,
      (start, end, keyStart, keyEnd) => {
        if (keyEnd === 0) return;
        const key = keyAt(this.text, keyStart, keyEnd);
        const isKnown = known.has(key);
        if (isKnown || members.size < max || members.has(key)) {
          members.set(key, { start, end, items: isKnown && count > 0 ? items : noItems, count });
        }
        count = 0;
      },
      (start, end) => {
        if (count === 0) items = [];
        count += 1;
        if (count <= maxMembers) items.push({ start, end });
      },
    );
    if (fault !== undefined) throw refusal(this.text, fault);
    this.found = members;
    return members;
  }

  /** The values of the fields that the reader knows. */
  values(wanted: Wanted): Dictionary {
    const values = Object.create(null) as Record<string, unknown>;
    for (const [name, member] of this.members(wanted)) {
      if (wanted.nested.has(name)) values[name] = parseJson(this.text.slice(member.start, member.end));
      else values[name] = wanted.known.has(name) ? this.valueOf(member) : null;
    }
    return values;
  }

  /**
   * The errors with the received value as their `input`: a number keeps all its digits. An error deeper than the item of a list
   * keeps the `input` that its rule names.
   */
  echoedIn(errors: readonly ValidationError[], wanted: Wanted): ValidationError[] {
    const { whole } = this;
    return errors.map((error) => {
      const [, field, index, deeper] = error.loc;
      const isMissing = error.type === 'missing';
      if (typeof index === 'string' || deeper !== undefined || (isMissing && index !== undefined))
        return error;
      const member = isMissing ? undefined : this.members(wanted).get(String(field));
      if (member === undefined) return { ...error, input: whole };
      const item = typeof index === 'number' ? member.items[index] : undefined;
      return { ...error, input: this.echo(item ?? member) };
    });
  }

  private echo({ start, end }: Slice): JsonText {
    return new JsonText(this.text.slice(start, end));
  }

  private valueOf(member: Member): unknown {
    if (this.text.charAt(member.start) !== '[') return this.itemAt(member);
    const { items, count } = member;
    // A list that is longer than any may be has its length, and no items.
    return count > items.length
      ? Object.assign([], { length: count })
      : items.map((item) => this.itemAt(item));
  }

  private itemAt({ start, end }: Slice): unknown {
    const first = this.text.charAt(start);
    if (first === '[') return someList;
    return first === '{' ? someObject : parseJson(this.text.slice(start, end));
  }
}

function keyAt(text: string, start: number, end: number): string {
  const key = text.slice(start + 1, end - 1);
  return key.includes('\\') ? (JSON.parse(text.slice(start, end)) as string) : key;
}

function refusal(text: string, { at, expected }: JsonFault) {
  if (expected === tooDeep || expected === tooManyDigits)
    return badRequest('There was an error parsing the body');
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
