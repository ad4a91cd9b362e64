import type { CallToolResult } from '@modelcontextprotocol/server';
import type { InProcessResponse } from '../../platform/http/request-in-process.js';
import { errorSentence } from './error-sentences.js';
import type { Arguments } from './tool-arguments.js';
import { type ApiTool, defaultItems } from './tools.js';

export type OperationResponse = InProcessResponse;

/** Texts are cut to this many characters, unless the call names their field. */
const maxTextLength = 500;
/** UTF-16 units of one result. */
const maxResultLength = 262_144;

type Dictionary = Readonly<Record<string, unknown>>;

export const textResult = (...texts: readonly string[]): CallToolResult => ({
  content: texts.map((text) => ({ type: 'text', text })),
});

/** An error is a result too: an assistant reads its cause and retries. */
export const errorResult = (sentence: string): CallToolResult => ({ ...textResult(sentence), isError: true });

/** A response in the form for an assistant. */
export function resultOf(
  tool: ApiTool,
  values: Arguments,
  { status, headers, text }: OperationResponse,
): CallToolResult {
  if (status >= 400) return errorResult(errorSentence(tool, status, headers, text));
  if (text === '') return textResult('Done.');
  const excerpt = new Excerpt(tool, values);
  const shown = JSON.stringify(excerpt.of(JSON.parse(text) as unknown));
  if (shown.length > maxResultLength) {
    return tool.choice.method === 'get'
      ? errorResult('The result is too long: call again with a lower limit, or with fewer fields.')
      : textResult('Done. The result is too long to show: read it with the get and list tools.');
  }
  const { etag } = headers;
  return textResult(
    shown,
    ...excerpt.notes(),
    ...(typeof etag === 'string' ? [`ETag (for if_match): ${etag}`] : []),
  );
}

const isDictionary = (value: unknown): value is Dictionary =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The part of a response that is shown, and notes on the rest. */
class Excerpt {
  private readonly cutFields = new Set<string>();
  private readonly fields: ReadonlySet<string> | undefined;
  private hidden: string | undefined;

  constructor(
    private readonly tool: ApiTool,
    private readonly values: Arguments,
  ) {
    const { fields } = values;
    if (Array.isArray(fields) && tool.locations.get('fields') === 'result') this.fields = new Set(fields);
  }

  of(value: unknown): unknown {
    if (Array.isArray(value)) return this.ofList(value);
    if (!isDictionary(value)) return value;
    const { items } = value;
    return Array.isArray(items)
      ? { ...value, items: items.map((item: unknown) => this.ofResource(item)) }
      : this.ofResource(value);
  }

  notes(): string[] {
    const notes = this.hidden === undefined ? [] : [this.hidden];
    if (this.cutFields.size > 0) {
      const names = JSON.stringify([...this.cutFields]);
      const { name, readWith = name } = this.tool.choice;
      notes.push(
        `Long texts are cut to ${maxTextLength} characters. Call ${readWith} with fields: ${names} to read them whole.`,
      );
    }
    return notes;
  }

  /** A list that the operation returns whole. */
  private ofList(list: readonly unknown[]): unknown[] {
    const limit = Number(this.values['limit'] ?? defaultItems);
    if (list.length > limit) {
      this.hidden = `The first ${limit} of ${list.length} items are shown. Call again with a higher limit to read more.`;
    }
    return list.slice(0, limit).map((item) => this.ofResource(item));
  }

  private ofResource(resource: unknown): unknown {
    if (!isDictionary(resource)) return resource;
    const entries = Object.entries(resource).filter(
      ([name]) => this.fields === undefined || name === 'id' || this.fields.has(name),
    );
    return Object.fromEntries(
      entries.map(([name, value]) => [name, this.fields?.has(name) ? value : this.cut(value, name)]),
    );
  }

  private cut(value: unknown, field: string): unknown {
    if (typeof value === 'string' && value.length > maxTextLength) {
      this.cutFields.add(field);
      // A pair of surrogates stays together.
      const start = value.slice(0, maxTextLength).replace(/[\ud800-\udbff]$/, '');
      return `${start}… [cut: ${value.length} characters in all]`;
    }
    if (Array.isArray(value)) return value.map((item: unknown) => this.cut(item, field));
    if (!isDictionary(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([name, child]) => [name, this.cut(child, field)]));
  }
}
