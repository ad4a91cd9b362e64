/* Writes the table of variables in README.md from src/platform/config/environment-variables.ts. Runs from dist/. */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';

const document = fileURLToPath(new URL('../README.md', import.meta.url));
const marked = /(<!-- configuration: npm run configuration writes it -->\n)[\s\S]*(<!-- \/configuration -->)/;

/** A number stands by itself, a text as code. */
const shown = (value) => (typeof value === 'string' ? `\`${value}\`` : String(value ?? ''));

/** The text with the table of these variables where the marks are. */
export async function withConfiguration(text, variables) {
  const rows = Object.entries(variables).map(
    ([name, explained]) => `| \`${name}\` | ${shown(explained.default)} | ${explained.meaning} |`,
  );
  const table = ['| variable | default | meaning |', '| --- | --- | --- |', ...rows].join('\n');
  const options = await resolveConfig(document);
  const formatted = await format(table, { ...options, parser: 'markdown' });
  return text.replace(marked, (_, start, end) => `${start}\n${formatted}\n${end}`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { environmentVariables } = await import('../dist/src/platform/config/environment-variables.js');
  writeFileSync(document, await withConfiguration(readFileSync(document, 'utf8'), environmentVariables));
}
