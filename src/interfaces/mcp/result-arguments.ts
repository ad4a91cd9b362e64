import { type Document, type Json, type Operation, resolved } from './document.js';

/** The longest list that an operation returns whole. */
const maxWholeList = 1_000;

/** The arguments that select the shown part of a response: `fields`, and `limit` where the operation has no pages. */
export function resultArguments(
  { responses = {} }: Operation,
  document: Document,
  hasPages: boolean,
): Readonly<Record<string, Json>> {
  const declared = responses['200']?.content?.['application/json']?.schema;
  if (declared === undefined) return {};
  const schema = resolved(declared, document);
  const properties = propertiesOf(schema);
  const items = itemsOf(schema) ?? itemsOf(properties['items']);
  const names = Object.keys(items === undefined ? properties : propertiesOf(items));
  if (names.length === 0) return {};
  return {
    fields: {
      type: 'array',
      description:
        'The fields to return, of each item of a list; all by default. A field that is named here is never cut. The id is always returned.',
      items: { type: 'string', enum: names },
      minItems: 1,
      uniqueItems: true,
    },
    ...(schema['type'] === 'array' && !hasPages
      ? {
          limit: {
            type: 'integer',
            description: 'The most items to return.',
            minimum: 1,
            maximum: maxWholeList,
            default: 10,
          },
        }
      : {}),
  };
}

const propertiesOf = (schema: unknown): Readonly<Record<string, unknown>> =>
  ((schema as { properties?: object } | undefined)?.properties ?? {}) as Readonly<Record<string, unknown>>;

const itemsOf = (schema: unknown): unknown => (schema as { items?: unknown } | undefined)?.items;
