import { execFile } from 'node:child_process';
import { cp, mkdir, readFile, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { until } from '../support/until.js';
import { temporaryDirectory } from './spawned.js';

const root = fileURLToPath(new URL('../..', import.meta.url));

describe('a build of the sources', () => {
  let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
  let source: string;
  let stamp: string;
  let build: () => Promise<unknown>;
  let isBuilt: () => Promise<boolean>;

  beforeEach(async () => {
    directory = await temporaryDirectory();
    const { path } = directory;
    const script = join(path, 'scripts/build.mjs');
    source = join(path, 'src/folder/answer.ts');
    stamp = join(path, 'dist/.sources');
    await mkdir(join(path, 'src/folder'), { recursive: true });
    await cp(join(root, 'scripts/build.mjs'), script);
    await cp(join(root, '.swcrc'), join(path, '.swcrc'));
    await symlink(join(root, 'node_modules'), join(path, 'node_modules'));
    await writeFile(join(path, 'package.json'), '{ "type": "module" }');
    await writeFile(join(path, 'ormconfig.ts'), 'export default {};\n');
    await writeFile(source, 'export const answer: number = 41;\n');
    build = () => promisify(execFile)(process.execPath, [script]);
    ({ isBuilt } = (await import(pathToFileURL(script).href)) as { isBuilt: typeof isBuilt });
  });
  afterEach(() => directory.remove());

  /** Resolves once the stamp has the state of the files in addition to the hash of their contents. */
  const untilSettled = () =>
    until(
      async () => [await isBuilt(), (await readFile(stamp, 'utf8')).includes('\n')],
      ([built, isSettled]) => built === true && isSettled === true,
      10_000,
    );

  it('is not current before the first build, nor after a source is added', async () => {
    expect(await isBuilt()).toBe(false);
    await build();
    await untilSettled();
    await writeFile(join(directory.path, 'src/another.ts'), 'export {};\n');
    expect(await isBuilt()).toBe(false);
  });

  it('is not current after a change that leaves the size and the modification time of the file', async () => {
    await build();
    await untilSettled();
    const { atime, mtime } = await stat(source);
    await writeFile(source, 'export const answer: number = 42;\n');
    await utimes(source, atime, mtime);
    expect(await isBuilt()).toBe(false);
    await build();
    expect(await readFile(join(directory.path, 'dist/src/folder/answer.js'), 'utf8')).toContain('42');
    expect(await isBuilt()).toBe(true);
  });

  it('stays current where only the times of a file change', async () => {
    await build();
    await untilSettled();
    await utimes(source, new Date(), new Date());
    expect(await isBuilt()).toBe(true);
  });
});
