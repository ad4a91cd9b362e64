import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { counts } from './counts.js';
import { Scene } from './scene.js';

describe('kill -9 of PostgreSQL under load', () => {
  let scene: Scene;

  beforeAll(async () => {
    scene = await Scene.onItsOwnDatabase();
  });
  afterAll(() => scene.stop());

  it(`loses nothing, and is started again by the service, ${counts.databaseKills} times`, async () => {
    const { replicas, clients } = scene;
    const servers = new Set<number>();
    for (let kill = 0; kill < counts.databaseKills; kill += 1) {
      await clients.progress(60);
      const postmaster = await scene.postmaster();
      servers.add(postmaster);
      process.kill(postmaster, 'SIGKILL');
      await clients.troubles(5);
      for (const url of replicas.urls) await clients.progress(30, url);
    }
    await scene.reconcile(`kill -9 of PostgreSQL, ${counts.databaseKills} times`);
    expect(servers.size).toBe(counts.databaseKills);
    expect(replicas.areRunning).toBe(true);
  });
});
