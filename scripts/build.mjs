/* Compiles the sources to dist/, if one of them has changed. Types are the business of `npm run check`. */
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const project = dirname(dirname(fileURLToPath(import.meta.url)));
const output = join(project, 'dist');
/** Holds the hash of what dist/ was made from. It is written last, so that an interrupted build is done again. */
const stamp = join(output, '.sources');

/** A folder that is missing is left out: an image has no benchmarks. */
const folders = ['src', 'migrations', 'bench'];
const configuration = ['.swcrc', 'scripts/build.mjs'];

async function sourcesIn(folder) {
  const entries = await readdir(join(project, folder), { recursive: true, withFileTypes: true }).catch(
    () => [],
  );
  return entries
    .filter((entry) => entry.isFile() && /\.(ts|sql)$/.test(entry.name))
    .map(({ parentPath, name }) => relative(project, join(parentPath, name)));
}

const allSources = async () => [
  'ormconfig.ts',
  ...(await Promise.all(folders.map(sourcesIn))).flat().toSorted(),
];

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
async function compile(transformFile, source) {
  if (source.endsWith('.sql')) {
    await write(join(output, source), await readFile(join(project, source)));
    return [source];
  }
  const script = source.replace(/\.ts$/, '.js');
  const map = `${script}.map`;
  const compiled = await transformFile(join(project, source), {
    cwd: project,
    sourceFileName: relative(dirname(join(output, script)), join(project, source)),
  });
  await write(join(output, map), compiled.map);
  await write(join(output, script), `${compiled.code.trimEnd()}\n//# sourceMappingURL=${basename(map)}\n`);
  return [script, map];
}

async function removeOthers(written) {
  const entries = await readdir(output, { recursive: true, withFileTypes: true });
  const stale = entries
    .filter((entry) => !entry.isDirectory() && !isTemporary(entry.name))
    .map(({ parentPath, name }) => relative(output, join(parentPath, name)))
    .filter((file) => !written.has(file));
  await Promise.all(stale.map((file) => rm(join(output, file), { force: true })));
}

export async function isBuilt() {
  const built = await readFile(stamp, 'utf8').catch(() => '');
  return built === (await hashOf([...configuration, ...(await allSources())]));
}

export async function build() {
  const sources = await allSources();
  const hash = await hashOf([...configuration, ...sources]);
  const { transformFile } = await import('@swc/core');
  const written = await Promise.all(sources.map((source) => compile(transformFile, source)));
  await removeOthers(new Set(written.flat()));
  await write(stamp, hash);
}

if (process.argv[1] === fileURLToPath(import.meta.url) && !(await isBuilt())) await build();
