import { afterAll, afterEach, beforeAll, expect, it, jest } from '@jest/globals';
import { ApiClient } from '../support/api-client.js';
import { startService, type TestService } from '../support/service.js';

const limit = 3;
const minuteMs = 60_000;

let service: TestService;
let api: ApiClient;

beforeAll(async () => {
  service = await startService({ rateLimitPerMinute: limit });
  const { token, businessId } = await service.business();
  // The process whose clock is set has to be the one that answers.
  api = new ApiClient(await service.app.nest.getUrl(), token, businessId);
});
afterEach(() => void jest.restoreAllMocks());
afterAll(() => service.stop());

it('counts again from the next minute on', async () => {
  const time = jest.spyOn(Date, 'now');
  const startOfMinute = Math.floor(Date.now() / minuteMs) * minuteMs;
  for (const minute of [0, 1, 2]) {
    time.mockReturnValue(startOfMinute + minute * minuteMs + 1_000);
    for (let count = 1; count <= limit; count += 1) {
      const { status, headers } = await api.get('/customers?limit=1');
      expect([status, headers.get('ratelimit-remaining')]).toEqual([200, String(limit - count)]);
    }
    expect((await api.get('/customers?limit=1')).status).toBe(429);
  }
});
