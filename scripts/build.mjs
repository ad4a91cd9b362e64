/* Compiles the sources to dist/, if one of them has changed. Types are the business of `npm run check`. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

export const project = dirname(dirname(fileURLToPath(import.meta.url)));
const output = join(project, 'dist');

/** A folder that is missing is left out: an image has no benchmarks. */
const application = {
  folders: ['src', 'migrations', 'bench'],
  files: ['ormconfig.ts'],
  configuration: ['.swcrc', 'scripts/build.mjs'],
  stamp: '.sources',
};

function sourcesIn(folder) {
  let entries = [];
  try {
    entries = readdirSync(join(project, folder), { withFileTypes: true });
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
  }
  return entries.flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return sourcesIn(path);
    return entry.isFile() && /\.(ts|mjs|sql)$/.test(entry.name) ? [path] : [];
  });
}

const sourcesOf = ({ folders, files = [] }) =>
  [...files, ...folders.flatMap(sourcesIn)].toSorted((a, b) => (a < b ? -1 : 1));

/** Two changes within this time may leave a file with the same times. */
const clockTickMs = 100;

/**
 * Describes the files without reading them: the kernel sets a file's change time, and no program can set it back. Undefined
 * where a file has changed so recently that another change could go unnoticed.
 */
function stateOf(files) {
  const newest = Date.now() - clockTickMs;
  let isSettled = true;
  const lines = files.map((file) => {
    const { size, mtimeMs, ctimeMs, ino } = statSync(join(project, file));
    if (ctimeMs > newest) isSettled = false;
    return `${file} ${size} ${mtimeMs} ${ctimeMs} ${ino}`;
  });
  return isSettled ? lines.join('\n') : undefined;
}

async function hashOf(files) {
  const { createHash } = await import('node:crypto');
  const contents = await Promise.all(files.map((file) => readFile(join(project, file))));
  const hash = createHash('sha256');
  for (const [index, content] of contents.entries()) {
    hash.update(`${files[index]}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
}

const isTemporary = (file) => /\.\d+$/.test(file);

/** Moves a complete file to its place, so that a build or a start at the same time never sees half of one. */
async function write(path, content) {
  const temporary = `${path}.${process.pid}`;
  await mkdir(dirname(path), { recursive: true });
  await writeFile(temporary, content);
  await rename(temporary, path);
}

/** Resolves to the names, below dist/, of the files that the source has become. */
async function compile(transformFile, source, adapted) {
  if (!source.endsWith('.ts')) {
    const content = await readFile(join(project, source), 'utf8');
    await write(join(output, source), source.endsWith('.mjs') ? adapted(source, content) : content);
    return [source];
  }
  const script = source.replace(/\.ts$/, '.js');
  const map = `${script}.map`;
  const compiled = await transformFile(join(project, source), {
    cwd: project,
    sourceFileName: relative(dirname(join(output, script)), join(project, source)),
  });
  await write(join(output, map), compiled.map);
  const code = adapted(source, compiled.code.trimEnd());
  await write(join(output, script), `${code}\n//# sourceMappingURL=${basename(map)}\n`);
  return [script, map];
}

async function removeOthers(folder, written) {
  const entries = await readdir(join(output, folder), { recursive: true, withFileTypes: true }).catch(
    () => [],
  );
  const stale = entries
    .filter((entry) => !entry.isDirectory() && !isTemporary(entry.name))
    .map(({ parentPath, name }) => relative(output, join(parentPath, name)))
    .filter((file) => !written.has(file));
  await Promise.all(stale.map((file) => rm(join(output, file), { force: true })));
}

const unchanged = (_source, code) => code;

/**
 * Whether the tree is built from the sources as they are. The stamp holds their hash, and below it their state, which is
 * faster to compare: the sources are only read where the state is another one.
 */
async function isBuiltFrom({ configuration, stamp }, sources) {
  const path = join(output, stamp);
  let written = '';
  try {
    written = readFileSync(path, 'utf8');
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
    return false;
  }
  const files = [...configuration, ...sources];
  const state = stateOf(files);
  const [hash, ...lines] = written.split('\n');
  if (state !== undefined && lines.join('\n') === state) return true;
  if (hash !== (await hashOf(files))) return false;
  // A directory that cannot be written to costs the next start the reading of the sources, and nothing else.
  if (state !== undefined) await write(path, `${hash}\n${state}`).catch(() => undefined);
  return true;
}

/**
 * Compiles the folders of a tree, if one of its sources has changed. The stamp is written last, so that an interrupted
 * build is done again.
 */
export async function buildTree({ adapted = unchanged, ...tree }) {
  const sources = sourcesOf(tree);
  if (await isBuiltFrom(tree, sources)) return;
  const hash = await hashOf([...tree.configuration, ...sources]);
  const { transformFile } = await import('@swc/core');
  const written = await Promise.all(sources.map((source) => compile(transformFile, source, adapted)));
  const names = new Set(written.flat());
  await Promise.all(tree.folders.map((folder) => removeOthers(folder, names)));
  await write(join(output, tree.stamp), hash);
}

export const isBuilt = () => isBuiltFrom(application, sourcesOf(application));

export const build = () => buildTree(application);

if (process.argv[1] === fileURLToPath(import.meta.url)) await build();
