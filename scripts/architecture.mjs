// Draws which folders of src import which, for docs/architecture.md: `node scripts/architecture.mjs` writes it again.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const source = join(root, 'src');
const document = join(root, 'docs', 'architecture.md');
const marked = /(<!-- diagram -->\n)[\s\S]*(<!-- \/diagram -->)/;

/** The folder of a file within src; what lies in none is the start of the service. */
function roomOf(file) {
  const [first, second] = relative(source, file).split(sep);
  return second === undefined ? 'start' : first;
}

const sorted = (names) => [...names].toSorted((a, b) => (a < b ? -1 : 1));

function importsByRoom() {
  const imports = new Map();
  for (const entry of readdirSync(source, { recursive: true, withFileTypes: true })) {
    if (!entry.name.endsWith('.ts')) continue;
    const file = join(entry.parentPath, entry.name);
    const from = roomOf(file);
    const targets = imports.get(from) ?? new Set();
    for (const [, target] of readFileSync(file, 'utf8').matchAll(/from '(\.[^']+)'/g)) {
      const to = join(dirname(file), target);
      if (to.startsWith(source) && roomOf(to) !== from) targets.add(roomOf(to));
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
  const imports = importsByRoom();
  const rooms = sorted(imports.keys());
  for (const from of rooms) {
    for (const to of sorted(imports.get(from))) {
      imports.get(from).delete(to);
      if (!reaches(imports, from, to)) imports.get(from).add(to);
    }
  }
  const lines = rooms.flatMap((from) => sorted(imports.get(from)).map((to) => `  ${from} --> ${to}`));
  return ['```mermaid', 'graph TD', ...lines, '```', ''].join('\n');
}

/** The document with the diagram as the code has it now. */
export const withDiagram = (text) =>
  text.replace(marked, (_, start, end) => `${start}\n${diagram()}\n${end}`);

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(document, withDiagram(readFileSync(document, 'utf8')));
}
