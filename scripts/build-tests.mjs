/*
 * Compiles the tests to dist/test/, from where `../../src/` is the built application: jest imports them natively.
 * `@jest/globals` becomes the module of the worker, and `import.meta.url` stays the place of the source.
 */
import { stat } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { build, buildTree, project } from './build.mjs';

const globals = join('dist', 'test/support/jest/globals.mjs');

/** The lines keep their places, so that the source map of the compiler stays right. */
const adapted = (source, code) => {
  const directory = dirname(join('dist', source));
  const from = relative(directory, globals);
  const original = relative(directory, source);
  return code
    .replaceAll(/from (['"])@jest\/globals\1/g, `from './${from}'`)
    .replaceAll('import.meta.url', `new URL('./${original}', import.meta.url).href`);
};

export async function buildTests() {
  await build();
  await buildTree({
    folders: ['test', 'clients/typescript/src'],
    configuration: ['.swcrc', 'scripts/build.mjs', 'scripts/build-tests.mjs'],
    stamp: '.tests',
    adapted,
  });
}

/** The module that a test file has become, and what tells its versions apart where a worker runs it again. */
export async function compiledTest(path) {
  const file = join(project, 'dist', relative(project, path).replace(/\.ts$/, '.js'));
  return { file, version: Math.trunc((await stat(file)).mtimeMs) };
}
