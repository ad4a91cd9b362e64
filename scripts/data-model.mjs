// Draws the tables of migrations/schema.sql for docs/data-model.md. `npm run schema` runs it.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const at = (path) => new URL(`../${path}`, import.meta.url);
const marked = /(<!-- data-model -->\n)[\s\S]*(<!-- \/data-model -->)/;

/** Type names of a form that mermaid accepts: one word, without a comma. */
const typeOf = (definition) =>
  definition
    .replace(/^timestamp\(3\) with time zone/, 'timestamptz')
    .replace(/^numeric\(.*?\)/, 'numeric')
    .split(' ')[0];

const namesIn = (list) => list.split(', ').map((name) => name.replaceAll('"', ''));

function tableFrom(name, body) {
  const table = { name, columns: [], primaryKey: [], references: [] };
  for (const line of body.split(/,\n/).map((part) => part.trim())) {
    const [, constraint] = /^CONSTRAINT \S+ (.*)$/.exec(line) ?? [];
    const [, key] = /^PRIMARY KEY \((.*)\)$/.exec(constraint ?? '') ?? [];
    const [, from, to] = /^FOREIGN KEY \((.*)\) REFERENCES (\w+)\(/.exec(constraint ?? '') ?? [];
    if (key !== undefined) table.primaryKey = namesIn(key);
    else if (from !== undefined) table.references.push({ columns: namesIn(from), to });
    else if (constraint === undefined) {
      const [, column, definition] = /^(\w+) (.*)$/.exec(line);
      table.columns.push({
        name: column,
        type: typeOf(definition),
        isNullable: !definition.includes('NOT NULL'),
        isGenerated: definition.includes('GENERATED ALWAYS'),
      });
    }
  }
  return table;
}

function tablesOf(schema) {
  const created = schema.matchAll(/^CREATE (?:UNLOGGED )?TABLE (\w+) \(\n([\s\S]*?)\n\)/gm);
  return [...created].map(([, name, body]) => tableFrom(name, body));
}

function entity({ name, columns, primaryKey, references }) {
  const foreign = new Set(references.flatMap((reference) => reference.columns));
  const lines = columns.map((column) => {
    const keys = [primaryKey.includes(column.name) && 'PK', foreign.has(column.name) && 'FK'].filter(Boolean);
    const note = column.isGenerated ? 'generated' : column.isNullable ? 'nullable' : undefined;
    return ['   ', column.type, column.name, keys.join(', '), note && `"${note}"`].filter(Boolean).join(' ');
  });
  return [`  ${name} {`, ...lines, '  }'];
}

function relations({ name, columns, primaryKey, references }) {
  return references.map((reference) => {
    const named = reference.columns.filter((column) => column !== 'business_id');
    const isNullable = columns.some((column) => named.includes(column.name) && column.isNullable);
    const isOne = primaryKey.join() === reference.columns.join();
    return `  ${reference.to} ${isNullable ? '|o' : '||'}--${isOne ? 'o|' : 'o{'} ${name} : ${named.at(-1) ?? 'business_id'}`;
  });
}

/** A mermaid entity-relationship diagram of the schema. */
export function diagram(schema) {
  const tables = tablesOf(schema);
  return ['```mermaid', 'erDiagram', ...tables.flatMap(relations), ...tables.flatMap(entity), '```', ''].join(
    '\n',
  );
}

/** The document, with the diagram of the schema. */
export const withDiagram = (text, schema) =>
  text.replace(marked, (_, start, end) => `${start}\n${diagram(schema)}\n${end}`);

export function writeDataModel() {
  const document = at('docs/data-model.md');
  const schema = readFileSync(at('migrations/schema.sql'), 'utf8');
  writeFileSync(document, withDiagram(readFileSync(document, 'utf8'), schema));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeDataModel();
