/* Compiles src/ twice: to ES modules in dist/esm, and unchecked, as it is the same, to CommonJS in dist/cjs. */
import { execFileSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const project = dirname(dirname(fileURLToPath(import.meta.url)));
const tsc = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin/tsc');

rmSync(join(project, 'dist'), { recursive: true, force: true });
for (const configuration of ['tsconfig.json', 'tsconfig.cjs.json']) {
  execFileSync(process.execPath, [tsc, '-p', join(project, configuration)], { stdio: ['ignore', 2, 2] });
}
// Says what the files below it are, where the package itself says ES modules.
writeFileSync(join(project, 'dist/cjs/package.json'), '{ "type": "commonjs" }\n');
