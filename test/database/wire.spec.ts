import { createRequire } from 'node:module';
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import { Parser } from '../../src/platform/database/wire/client.js';

const require = createRequire(import.meta.url);

interface Lock {
  readonly packages: Readonly<Record<string, { readonly version?: string }>>;
}
interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>;
}

const readJson = async <T>(path: string) =>
  JSON.parse(await readFile(new URL(`../../${path}`, import.meta.url), 'utf8')) as T;

describe('what lies on the protocol of pg', () => {
  it('is made of the very parser that pg uses', () => {
    const fromPg = createRequire(require.resolve('pg'));
    const { Parser: itsOwn } = fromPg('pg-protocol/dist/parser') as { Parser: unknown };
    expect(Parser).toBe(itsOwn);
  });

  it('is installed once', async () => {
    const { packages } = await readJson<Lock>('package-lock.json');
    expect(Object.keys(packages).filter((path) => path.endsWith('node_modules/pg-protocol'))).toHaveLength(1);
  });

  it.each(['pg', 'pg-protocol', 'typeorm', '@nestjs/core'])(
    'is held at one version, the one that was tested: %s',
    async (name) => {
      const { dependencies } = await readJson<Manifest>('package.json');
      const { packages } = await readJson<Lock>('package-lock.json');
      expect(dependencies[name]).toBe(packages[`node_modules/${name}`]?.version);
    },
  );
});
