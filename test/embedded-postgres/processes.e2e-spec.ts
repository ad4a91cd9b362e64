import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { end, exists, isRunning, Place, query } from './support.js';

const place = new Place();

beforeAll(() => place.prepare());
afterAll(() => place.remove());
beforeEach(() => place.open());
afterEach(() => place.clear());

async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await delay(1);
}

describe('several processes on one directory', () => {
  test('that start at the same instant on an empty one: one starts the server, the others join it', async () => {
    const all = [place.launch(), place.launch(), place.launch()];
    const reports = await Promise.all(all.map(({ report }) => report));
    expect(reports.filter(({ started }) => started)).toHaveLength(1);
    expect(new Set(reports.map(({ url }) => url)).size).toBe(1);
    const pid = await place.serverPid();
    for (const [index, { child }] of all.entries()) {
      if (reports[index]?.started === false) await end(child);
    }
    expect(await isRunning(pid)).toBe(true);
    for (const [index, { child }] of all.entries()) {
      if (reports[index]?.started === true) await end(child);
    }
    expect(await isRunning(pid)).toBe(false);
  });

  test('a later one joins, may ask for another database, and does not stop the server', async () => {
    await place.copyMade();
    const { child, report } = place.launch();
    const { url } = await report;
    const joined = await place.start({ database: 'a "second" one' });
    expect(joined.started).toBe(false);
    expect(new URL(joined.url).port).toBe(new URL(url ?? '').port);
    expect(await query(joined.url, 'select current_database() as name')).toEqual([
      { name: 'a "second" one' },
    ]);
    await joined.stop();
    expect(await query(joined.url, 'select 1 as one')).toEqual([{ one: 1 }]);
    await end(child);
  });

  test('an orphan, whose owner was killed, is taken over and stopped by the next', async () => {
    await place.copyMade();
    const { child, report } = place.launch();
    const { url, started } = await report;
    expect(started).toBe(true);
    const pid = await place.serverPid();
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(await isRunning(pid)).toBe(true);

    const next = await Promise.all([place.start(), place.start()]);
    expect(next.filter((server) => server.started)).toHaveLength(1);
    expect(next.map((server) => server.url)).toEqual([url, url]);
    expect(await place.serverPid()).toBe(pid);
    for (const server of next) await server.stop();
    expect(await isRunning(pid)).toBe(false);
  });
});

describe('after a crash', () => {
  test('a lock file whose process id now belongs to another program is removed', async () => {
    await place.copyMade();
    await place.copyMade(join(place.temporary, 'other'));
    const first = await place.start();
    await query(first.url, 'create table note (text text)');
    const pid = await place.serverPid();
    process.kill(pid, 'SIGKILL');
    await until(async () => !(await isRunning(pid)));
    await first.stop();
    const [, ...rest] = (await readFile(place.lockFile, 'utf8')).split('\n');

    const program = spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1e6)'], { stdio: 'ignore' });
    place.processes.push(program);
    await writeFile(place.lockFile, [program.pid, ...rest].join('\n'));
    const second = await place.start();
    expect(second.started).toBe(true);
    expect(await query(second.url, 'select * from note')).toEqual([]);
    await second.stop();
    expect(program.exitCode ?? program.signalCode).toBeNull();

    // Nor is it the server's because it is a PostgreSQL, of other data.
    const other = await place.start({ dataDirectory: join(place.temporary, 'other') });
    const otherLock = join(place.temporary, 'other/postgres/data/postmaster.pid');
    const otherPid = Number((await readFile(otherLock, 'utf8')).split('\n')[0]);
    await writeFile(place.lockFile, [otherPid, ...rest].join('\n'));
    expect((await place.start()).started).toBe(true);
    expect(await query(other.url, 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  test('in the middle of initdb, the rest is removed and created again', async () => {
    const { child, report } = place.launch();
    report.catch(() => undefined);
    await until(() => exists(join(place.directory, 'postgres.new/data/base')));
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(await exists(join(place.directory, 'postgres'))).toBe(false);
    const server = await place.start();
    expect(server.started).toBe(true);
    expect(await query(server.url, 'select 1 as one')).toEqual([{ one: 1 }]);
    expect(await exists(join(place.directory, 'postgres.new'))).toBe(false);
  });
});
