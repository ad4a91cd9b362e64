/*
 * Writes test/database/released-statements.json: what this release sends, for the next one's migrations to be held against.
 *
 *   RECORD_STATEMENTS=<directory> npm test && npm run statements -- <directory>
 *
 * Lists alone have some thousand texts. One is kept where it says a word that none before it has said in a statement of
 * its kind: a table, a column, a function, a type.
 */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const [directory] = process.argv.slice(2);
if (directory === undefined) throw new Error('npm run statements -- <directory>');

const files = (await readdir(directory)).filter((name) => name.endsWith('.json'));
const texts = new Set();
for (const file of files) {
  for (const text of JSON.parse(await readFile(join(directory, file), 'utf8'))) texts.add(text.trim());
}

const said = new Set();
const isNew = (text) => {
  const [kind = ''] = /\b(?:insert into|update|delete from)\b/.exec(text) ?? ['select'];
  const words = (text.match(/[a-z_]{2,}/g) ?? []).map((word) => `${kind} ${word}`);
  const unsaid = words.filter((word) => !said.has(word));
  for (const word of unsaid) said.add(word);
  return unsaid.length > 0;
};

// What begins, ends or sets up a transaction has no plan.
const statements = [...texts].filter((text) => /^(?:with|select|insert|update|delete)\b/.test(text));
// The longest first: they say the most.
const kept = statements.toSorted((a, b) => b.length - a.length || (a < b ? -1 : 1)).filter(isNew);
const { version } = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8'));
const target = new URL('../test/database/released-statements.json', import.meta.url);
await writeFile(target, `${JSON.stringify({ version, statements: kept }, null, 2)}\n`);
process.stdout.write(`${kept.length} of ${texts.size} statements\n`);
