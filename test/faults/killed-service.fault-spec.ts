import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { counts } from './counts.js';
import { Scene } from './scene.js';

describe('kill -9 of the service under load', () => {
  let scene: Scene;

  beforeAll(async () => {
    scene = await Scene.onTestDatabase();
  });
  afterAll(() => scene.stop());

  it(`loses nothing and does nothing twice, ${counts.serviceKills} times`, async () => {
    const { replicas, clients } = scene;
    for (let kill = 0; kill < counts.serviceKills; kill += 1) {
      const victim = kill % replicas.urls.length;
      const [one, other] = [replicas.urls[victim], replicas.urls[1 - victim]];
      await clients.progress(60, one);
      await replicas.kill(victim);
      // The other one goes on meanwhile.
      await clients.progress(60, other);
      await replicas.startAgain(victim);
    }
    await clients.progress(60);
    await scene.reconcile(`kill -9 of the service, ${counts.serviceKills} times`);
    expect(replicas.areRunning).toBe(true);
  });
});
