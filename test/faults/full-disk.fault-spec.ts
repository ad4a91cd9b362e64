import { execFile } from 'node:child_process';
import { mkdtemp, open, rm, rmdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { counts } from './counts.js';
import { Scene } from './scene.js';
import { report } from './support.js';

const run = promisify(execFile);

const pieceBytes = 65_536;

/** A disk so small that it can be filled. */
class SmallDisk {
  private constructor(readonly path: string) {}

  /** Undefined where this user may not mount one. */
  static async mount(mebibytes: number): Promise<SmallDisk | undefined> {
    const path = await mkdtemp(join(tmpdir(), 'customers-disk-'));
    try {
      await run('mount', ['-t', 'tmpfs', '-o', `size=${mebibytes}m,mode=755`, 'tmpfs', path]);
      return new SmallDisk(path);
    } catch {
      await rmdir(path);
      return undefined;
    }
  }

  /** Fills the rest of the disk. */
  async fill(): Promise<void> {
    const file = await open(this.filler, 'a');
    try {
      for (const piece = Buffer.alloc(pieceBytes); ;) await file.write(piece);
    } catch (error) {
      if (!String(error).includes('ENOSPC')) throw error;
    } finally {
      await file.close();
    }
  }

  async free(): Promise<void> {
    await rm(this.filler, { force: true });
  }

  async unmount(): Promise<void> {
    await run('umount', [this.path]);
    await rmdir(this.path);
  }

  private get filler(): string {
    return join(this.path, 'filler');
  }
}

describe('a disk that is full under load', () => {
  it(`loses nothing, ${counts.fullDisks} times, and is written to again when there is room`, async () => {
    const disk = await SmallDisk.mount(224);
    if (disk === undefined) {
      report('the disk full: left out, since this user may not mount a small one');
      return;
    }
    let scene: Scene | undefined;
    try {
      scene = await Scene.onItsOwnDatabase(join(disk.path, 'data'));
      const { clients, replicas, database } = scene;
      for (let time = 0; time < counts.fullDisks; time += 1) {
        await clients.progress(60);
        await disk.fill();
        await clients.troubles(10);
        // The log of the server has no room either, which ends the server.
        await database.sql('select pg_switch_wal()').catch(() => undefined);
        await clients.troubles(20);
        await disk.free();
        for (const url of replicas.urls) await clients.progress(30, url);
      }
      await scene.reconcile(`the disk full, ${counts.fullDisks} times`);
      expect(replicas.areRunning).toBe(true);
    } finally {
      await disk.free();
      await scene?.stop();
      await disk.unmount();
    }
  });
});
