export type Json = Readonly<Record<string, unknown>>;

/** An OpenAPI 3.1 document, whose schemas are JSON Schemas. */
export interface Document {
  readonly paths: Readonly<Record<string, object>>;
  readonly components?: object;
}

export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required?: boolean;
  readonly description?: string;
  readonly schema: Json;
}

type Content = Readonly<Record<string, { readonly schema: Json }>>;

export interface Operation {
  readonly summary?: string;
  readonly description?: string;
  readonly security?: readonly Readonly<Record<string, readonly string[]>>[];
  readonly parameters?: readonly (Parameter | { readonly $ref: string })[];
  readonly requestBody?: { readonly content: Content };
  readonly responses?: Readonly<Record<string, { readonly content?: Content }>>;
}

/** The schema with each reference resolved: a tool's schema must be self-contained. */
export function resolved(schema: unknown, document: Document): Json {
  return replaceReferences(schema, document) as Json;
}

function replaceReferences(value: unknown, document: Document): unknown {
  if (Array.isArray(value)) return value.map((item: unknown) => replaceReferences(item, document));
  if (typeof value !== 'object' || value === null) return value;
  const { $ref, ...rest } = value as Json & { $ref?: string };
  const own = Object.fromEntries(
    Object.entries(rest).map(([name, child]) => [name, replaceReferences(child, document)]),
  );
  if (typeof $ref !== 'string') return own;
  const target = $ref
    .split('/')
    .slice(1)
    .reduce<unknown>(
      (within, key) => (typeof within === 'object' && within !== null ? Reflect.get(within, key) : undefined),
      document,
    );
  return { ...resolved(target, document), ...own };
}
