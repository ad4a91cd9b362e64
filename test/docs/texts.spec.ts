import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { environmentVariables } from '../../src/platform/config/environment-variables.js';
import { issueTypes } from '../../src/pydantic/issues.js';

const root = new URL('../../', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), 'utf8');

const unique = (texts: Iterable<string>) => [...new Set(texts)].toSorted();

describe('README.md', () => {
  it('lists the variables that the service reads; `npm run configuration` writes the list again', async () => {
    const { withConfiguration }: { withConfiguration: (text: string, of: object) => Promise<string> } =
      await import(String(new URL('scripts/configuration.mjs', root)));
    const text = read('README.md');
    expect(text).toContain('`DATABASE_URL`');
    expect(await withConfiguration(text, environmentVariables)).toBe(text);
  });
});

describe('docs/errors.md', () => {
  const text = read('docs/errors.md');

  it('explains every type of a 422 and of a row of a file', () => {
    expect(issueTypes.filter((type) => !text.includes(`\`${type}\``))).toEqual([]);
  });

  it('explains every status of the document', () => {
    const document = JSON.parse(read('openapi.json')) as {
      readonly paths: Readonly<Record<string, Readonly<Record<string, { responses: object }>>>>;
    };
    const statuses = Object.values(document.paths)
      .flatMap((operations) => Object.values(operations))
      .flatMap(({ responses }) => Object.keys(responses))
      .flatMap((status) => (status === '4XX' ? ['400', '408', '414', '431'] : [status]))
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

describe('CONTRIBUTING.md', () => {
  it('names files that are there', () => {
    const named = [...read('CONTRIBUTING.md').matchAll(/`((?:src|test|migrations|clients|docs)\/[^`*…]+)`/g)];
    const paths = named.map(([, path = '']) => path);
    expect(paths.length).toBeGreaterThan(15);
    expect(paths.filter((path) => !existsSync(new URL(path, root)))).toEqual([]);
  });
});

describe('docs/adr', () => {
  it('gives each decision a number of its own, the one in its heading', () => {
    const names = readdirSync(new URL('docs/adr', root)).toSorted();
    const numbers = names.map((name) => Number(name.slice(0, 4)));
    expect(new Set(numbers).size).toBe(names.length);
    const headings = names.map((name) => /^# (?:ADR )?0*(\d+)/.exec(read(join('docs/adr', name)))?.[1]);
    expect(headings).toEqual(numbers.map(String));
  });
});
