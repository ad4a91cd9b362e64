/* Removes what Node.js does not run from a production node_modules: node scripts/prune-modules.mjs <directory>. */
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** For editors, debuggers and readers. Node.js refuses to run TypeScript from node_modules. */
const unusedFile = /\.(?:[cm]?ts|map|md|markdown|yml|yaml|flow)$/i;
/** The licenses ask to be passed on with the code. */
const licenseFile = /^(?:licen[cs]e|notice|copying|copyright)/i;
/** Directories at the top of a package. */
const unusedDirectories = [
  '.github',
  'test',
  'tests',
  '__tests__',
  'docs',
  'example',
  'examples',
  'benchmark',
  'benchmarks',
];

/** Copies of a package's code for browsers, bundlers and other module systems than the one that the service loads. */
export const unusedCopies = {
  'class-transformer': ['bundles', 'esm2015', 'esm5'],
  'class-validator': ['bundles', 'esm2015', 'esm5'],
  'csv-parse': ['dist/esm', 'dist/iife', 'dist/umd'],
  dayjs: ['esm'],
  'libphonenumber-js': ['bundle', 'es6', 'es6-modern', 'source'],
  rxjs: ['dist/bundles', 'dist/esm', 'dist/esm5', 'dist/types', 'src'],
  'swagger-ui-dist': [
    'swagger-ui-es-bundle-core.js',
    'swagger-ui-es-bundle.js',
    'swagger-ui-standalone-preset.js',
    'swagger-ui.js',
  ],
  typeorm: ['browser'],
  validator: ['es', 'validator.js', 'validator.min.js'],
  zod: ['src'],
};
const unusedTelemetry = ['build/esm', 'build/esnext'];

const remove = (path) => rmSync(path, { recursive: true, force: true });
const directoriesIn = (path) =>
  readdirSync(path, { withFileTypes: true }).filter((entry) => entry.isDirectory());

function removeFiles(directory) {
  for (const entry of readdirSync(directory, { withFileTypes: true })) {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) removeFiles(path);
    else if (unusedFile.test(entry.name) && !licenseFile.test(entry.name)) remove(path);
  }
}

function prunePackage(path, name) {
  const copies = name.startsWith('@opentelemetry/') ? unusedTelemetry : (unusedCopies[name] ?? []);
  for (const part of [...unusedDirectories, ...copies]) remove(join(path, part));
  for (const { name: entry } of directoriesIn(path)) if (entry === 'node_modules') prune(join(path, entry));
}

/** Prunes each package in the directory, also those in a package's own node_modules. */
function prune(modules) {
  for (const { name } of directoriesIn(modules)) {
    const path = join(modules, name);
    if (!name.startsWith('@')) prunePackage(path, name);
    else
      for (const scoped of directoriesIn(path))
        prunePackage(join(path, scoped.name), `${name}/${scoped.name}`);
  }
}

export function pruneModules(modules) {
  prune(modules);
  removeFiles(modules);
}

const [, script = '', directory] = process.argv;
if (import.meta.url === pathToFileURL(script).href) {
  if (directory === undefined) throw new Error('The argument is a node_modules directory');
  pruneModules(directory);
}
