import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from '@jest/globals';

const main = fileURLToPath(new URL('../../src/interfaces/cli/main.ts', import.meta.url));

/** The packages that a module imports when it is loaded, directly or through other modules of the project. */
function packagesOf(file: string, seen = new Set<string>()): string[] {
  if (seen.has(file)) return [];
  seen.add(file);
  const imports = readFileSync(file, 'utf8').matchAll(/^(?:import|export) (?!type )[^;]*?'([^']+)';$/gm);
  return [...imports].flatMap(([, target = '']) =>
    target.startsWith('.') ? packagesOf(join(dirname(file), target.replace(/\.js$/, '.ts')), seen) : [target],
  );
}

it('loads no package but Commander to print its help', () => {
  const seen = new Set<string>();
  expect([...new Set(packagesOf(main, seen))]).toEqual(['commander']);
  expect(seen.size).toBeGreaterThan(8);
});
