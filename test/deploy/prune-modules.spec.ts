import { existsSync } from 'node:fs';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { temporaryDirectory } from '../process/spawned.js';

interface PruneModules {
  readonly unusedCopies: Readonly<Record<string, readonly string[]>>;
  readonly pruneModules: (directory: string) => void;
}

const root = new URL('../../', import.meta.url);
const { pruneModules, unusedCopies } = (await import(
  String(new URL('scripts/prune-modules.mjs', root))
)) as PruneModules;

describe('pruning node_modules for the image', () => {
  let directory: Awaited<ReturnType<typeof temporaryDirectory>>;

  beforeEach(async () => {
    directory = await temporaryDirectory();
  });
  afterEach(() => directory.remove());

  async function prunedOf(files: readonly string[]): Promise<string[]> {
    for (const file of files) {
      const path = join(directory.path, file);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, '');
    }
    pruneModules(directory.path);
    const entries = await readdir(directory.path, { recursive: true, withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => relative(directory.path, join(parentPath, name)))
      .toSorted();
  }

  it('keeps code, data and licenses', async () => {
    const files = [
      '@scope/package/lib/test/index.cjs',
      '@scope/package/package.json',
      'package/LICENSE.md',
      'package/index.mjs',
      'package/test.js',
    ];
    expect(await prunedOf(files)).toEqual(files);
  });

  it('removes types, source maps, texts and tests, also from nested packages', async () => {
    expect(
      await prunedOf([
        '@scope/package/docs/page.js',
        'package/index.d.ts',
        'package/index.js',
        'package/index.js.map',
        'package/node_modules/@scope/nested/test/index.js',
        'package/node_modules/nested/index.js',
        'package/node_modules/nested/src/index.mts',
        'package/README.md',
      ]),
    ).toEqual(['package/index.js', 'package/node_modules/nested/index.js']);
  });

  it('removes the copies of code for browsers and bundlers', async () => {
    expect(
      await prunedOf([
        '@opentelemetry/core/build/esm/index.js',
        '@opentelemetry/core/build/src/index.js',
        'package/src/index.js',
        'rxjs/dist/cjs/index.js',
        'rxjs/dist/esm5/index.js',
        'rxjs/src/index.js',
      ]),
    ).toEqual(['@opentelemetry/core/build/src/index.js', 'package/src/index.js', 'rxjs/dist/cjs/index.js']);
  });

  it('names only copies that the installed packages have', () => {
    const paths = Object.entries(unusedCopies).flatMap(([name, parts]) =>
      parts.map((part) => `${name}/${part}`),
    );
    expect(paths.length).toBeGreaterThan(10);
    expect(paths.filter((path) => !existsSync(new URL(`node_modules/${path}`, root)))).toEqual([]);
  });
});
