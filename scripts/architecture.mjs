// Draws which parts of src import which, for docs/architecture.md: `node scripts/architecture.mjs` writes it again.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const source = join(root, 'src');
const document = join(root, 'docs', 'architecture.md');
const marked = /(<!-- diagram -->\n)[\s\S]*(<!-- \/diagram -->)/;

/** The part of src that a file belongs to: the folder of a level, or a level without parts. */
function partOf(file) {
  const [level, folder] = relative(source, file).split(sep);
  if (['modules', 'platform', 'interfaces'].includes(level)) return `${level}/${folder}`;
  return folder === undefined ? 'app' : level;
}

const sorted = (names) => [...names].toSorted((a, b) => (a < b ? -1 : 1));

function importsByPart() {
  const imports = new Map();
  for (const entry of readdirSync(source, { recursive: true, withFileTypes: true })) {
    if (!entry.name.endsWith('.ts')) continue;
    const file = join(entry.parentPath, entry.name);
    const from = partOf(file);
    const targets = imports.get(from) ?? new Set();
    for (const [, target] of readFileSync(file, 'utf8').matchAll(/(?:from |import\()'(\.[^']+)'/g)) {
      const to = join(dirname(file), target);
      if (to.startsWith(source) && partOf(to) !== from) targets.add(partOf(to));
    }
    imports.set(from, targets);
  }
  return imports;
}

function reaches(imports, from, to, seen = new Set()) {
  if (from === to) return true;
  if (seen.has(from)) return false;
  seen.add(from);
  return [...(imports.get(from) ?? [])].some((next) => reaches(imports, next, to, seen));
}

/** A mermaid diagram; an arrow that other arrows already imply is left out. */
export function diagram() {
  const imports = importsByPart();
  const parts = sorted(imports.keys());
  for (const from of parts) {
    for (const to of sorted(imports.get(from))) {
      imports.get(from).delete(to);
      if (!reaches(imports, from, to)) imports.get(from).add(to);
    }
  }
  const lines = parts.flatMap((from) => sorted(imports.get(from)).map((to) => `  ${from} --> ${to}`));
  return ['```mermaid', 'graph TD', ...lines, '```', ''].join('\n');
}

/** The document with the diagram as the code has it now. */
export const withDiagram = (text) =>
  text.replace(marked, (_, start, end) => `${start}\n${diagram()}\n${end}`);

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(document, withDiagram(readFileSync(document, 'utf8')));
}
