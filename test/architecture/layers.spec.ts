import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';

const source = fileURLToPath(new URL('../../src', import.meta.url));

/** The floors of the house, the lowest first; what stands on none of them is a capability, and stands above them all. */
const floors = ['embedded-postgres', 'database', 'fields', 'http', 'lists', 'writes'];
/** What puts the capabilities together; files that lie in no folder do so too. */
const roofs = ['cli'];

const roomOf = (file: string) => {
  const [first = '', second] = relative(source, file).split(sep);
  return second === undefined ? 'start' : first;
};

const heightOf = (room: string) => {
  if (room === 'start' || roofs.includes(room)) return floors.length + 1;
  const floor = floors.indexOf(room);
  return floor === -1 ? floors.length : floor;
};

interface Import {
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

const imports: readonly Import[] = readdirSync(source, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .flatMap((name) => {
    const file = join(source, name);
    return [...readFileSync(file, 'utf8').matchAll(/(?:from|import\() ?'(\.[^']+)'/g)].map(
      ([, target = '']) => ({
        file: name,
        from: roomOf(file),
        to: roomOf(join(dirname(file), target)),
      }),
    );
  })
  .filter(({ from, to }) => from !== to);

test('imports go down the floors, never up', () => {
  const upward = imports.filter(({ from, to }) => heightOf(to) > heightOf(from));

  expect(imports.length).toBeGreaterThan(100);
  expect(upward).toEqual([]);
});

test('no two folders import each other', () => {
  const arrows = new Set(imports.map(({ from, to }) => `${from} → ${to}`));

  expect(imports.filter(({ from, to }) => arrows.has(`${to} → ${from}`))).toEqual([]);
});
