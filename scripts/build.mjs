/* Compiles the sources to dist/, if one of them has changed. Types are the business of `npm run check`. */
import { createHash } from 'node:crypto';
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

async function sourcesIn(folder) {
  const entries = await readdir(join(project, folder), { recursive: true, withFileTypes: true }).catch(
    () => [],
  );
  return entries
    .filter((entry) => entry.isFile() && /\.(ts|mjs|sql)$/.test(entry.name))
    .map(({ parentPath, name }) => relative(project, join(parentPath, name)));
}

async function sourcesOf({ folders, files = [] }) {
  const found = await Promise.all(folders.map(sourcesIn));
  return [...files, ...found.flat()].toSorted((a, b) => (a < b ? -1 : 1));
}

async function hashOf(files) {
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
 * Compiles the folders of a tree, if one of its sources has changed. The stamp holds the hash of the sources. It is written
 * last, so that an interrupted build is done again.
 */
export async function buildTree({ adapted = unchanged, ...tree }) {
  const sources = await sourcesOf(tree);
  const hash = await hashOf([...tree.configuration, ...sources]);
  const stamp = join(output, tree.stamp);
  if ((await readFile(stamp, 'utf8').catch(() => '')) === hash) return;
  const { transformFile } = await import('@swc/core');
  const written = await Promise.all(sources.map((source) => compile(transformFile, source, adapted)));
  const names = new Set(written.flat());
  await Promise.all(tree.folders.map((folder) => removeOthers(folder, names)));
  await write(stamp, hash);
}

export async function isBuilt() {
  const built = await readFile(join(output, application.stamp), 'utf8').catch(() => '');
  return built === (await hashOf([...application.configuration, ...(await sourcesOf(application))]));
}

export const build = () => buildTree(application);

if (process.argv[1] === fileURLToPath(import.meta.url)) await build();
