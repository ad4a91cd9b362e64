import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';

const source = fileURLToPath(new URL('../../src', import.meta.url));

/** The levels, the lowest first: a part imports from lower levels, and from other separate parts level. */
const levels = ['pydantic', 'platform', 'resource', 'modules', 'interfaces/mcp', 'app', 'interfaces/cli'];

/** A part is a folder of a level, such as `modules/customers`, or a level without parts. */
const partOf = (file: string) => {
  const [level = '', folder = ''] = relative(source, file).split(sep);
  if (['modules', 'platform', 'interfaces'].includes(level)) return `${level}/${folder}`;
  return level.endsWith('.ts') || level.endsWith('.js') ? 'app' : level;
};

const levelOf = (part: string) => levels.findIndex((level) => part === level || part.startsWith(`${level}/`));

interface Import {
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((name) =>
  name.endsWith('.ts'),
);

const imports: readonly Import[] = files
  .flatMap((name) => {
    const file = join(source, name);
    return [...readFileSync(file, 'utf8').matchAll(/(?:from|import\() ?'(\.[^']+)'/g)]
      .map(([, path = '']) => join(dirname(file), path))
      .filter((path) => path.startsWith(source))
      .map((path) => ({ file: name, from: partOf(file), to: partOf(path) }));
  })
  .filter(({ from, to }) => from !== to);

test('every file of src belongs to a level', () => {
  expect(files.filter((name) => levelOf(partOf(join(source, name))) === -1)).toEqual([]);
});

test('no file imports from a level above its own', () => {
  const upward = imports.filter(({ from, to }) => levelOf(to) > levelOf(from));

  expect(imports.length).toBeGreaterThan(100);
  expect(upward).toEqual([]);
});

test('no two parts import each other', () => {
  const arrows = new Set(imports.map(({ from, to }) => `${from} → ${to}`));

  expect(imports.filter(({ from, to }) => arrows.has(`${to} → ${from}`))).toEqual([]);
});
