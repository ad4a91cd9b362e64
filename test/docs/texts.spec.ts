import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';

const root = new URL('../../', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), 'utf8');

const sources = readdirSync(new URL('src', root), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => read(join('src', file)));

const unique = (texts: Iterable<string>) => [...new Set(texts)].toSorted();

describe('README.md', () => {
  const table = /## Configuration\n([\s\S]*?)\n\n(?!\|)[^|\n]/.exec(read('README.md'))?.[1] ?? '';

  it('lists the variables that the service reads, all of them and no other', () => {
    const known = read('src/environment.ts').matchAll(/'([A-Z][A-Z_]{3,})'/g);
    const listed = table.matchAll(/`([A-Z][A-Z_]{3,})`/g);
    expect(unique([...listed].map(([, name = '']) => name))).toEqual(
      unique([...known].map(([, name = '']) => name)),
    );
  });

  it('says the defaults of those that are numbers', () => {
    const code = read('src/environment.ts').matchAll(/^ *\w+: integer\(variables, '([A-Z_]+)', ([\d_]+)/gm);
    const rows = table.split('\n').map((row) => row.split('|').map((cell) => cell.trim()));
    const defaults = new Map(
      rows.flatMap(([, names = '', values = '']) => {
        const each = values.split(', ');
        return names.split(', ').map((name, index) => [name.replaceAll('`', ''), each[index]] as const);
      }),
    );
    const wrong = [...code]
      .map(([, name = '', value = '']) => ({ name, value: value.replaceAll('_', '') }))
      .filter(({ name, value }) => defaults.get(name) !== value);
    expect(wrong).toEqual([]);
  });
});

describe('docs/errors.md', () => {
  const text = read('docs/errors.md');

  it('explains every type of a 422', () => {
    const types = sources.flatMap((source) =>
      [...source.matchAll(/(?:new Issue\(\s*|\btype: )'([a-z]+(?:_[a-z]+)+|missing|enum)'/g)].map(
        ([, type = '']) => type,
      ),
    );
    expect(unique(types).length).toBeGreaterThan(20);
    expect(unique(types).filter((type) => !text.includes(`\`${type}\``))).toEqual([]);
  });

  it('explains every status of the document', () => {
    const document = JSON.parse(read('openapi.json')) as {
      readonly paths: Readonly<Record<string, Readonly<Record<string, { responses: object }>>>>;
    };
    const statuses = Object.values(document.paths)
      .flatMap((operations) => Object.values(operations))
      .flatMap(({ responses }) => Object.keys(responses))
      .filter((status) => !status.startsWith('2'));
    expect(unique(statuses).filter((status) => !text.includes(`| ${status} `))).toEqual([]);
  });
});

describe('docs/architecture.md', () => {
  it('draws the code as it is; `node scripts/architecture.mjs` draws it again', async () => {
    const { withDiagram }: { withDiagram: (text: string) => string } = await import(
      String(new URL('scripts/architecture.mjs', root))
    );
    const text = read('docs/architecture.md');
    expect(text).toBe(withDiagram(text));
  });
});
