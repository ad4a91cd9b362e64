import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ApiClient } from '../support/api-client.js';
import { type SharedService, shareService } from '../support/shared-service.js';

const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
const tour = /<!-- tour:[\s\S]*?```sh\n([\s\S]*?)```[\s\S]*?<!-- \/tour -->/.exec(readme)?.[1] ?? '';

/** The options that curl 7.68, the oldest version that the README names, has. Options come and go with its versions. */
const knownOptions = new Set(['-sS', '-H', '-d', '-G', '-X', '--data-urlencode', '-p']);

describe("README's tour", () => {
  let service: SharedService;
  let api: ApiClient;

  beforeAll(async () => {
    service = await shareService();
    api = await service.business();
  });
  afterAll(() => service.release());

  it('uses only options that curl 7.68 has', () => {
    const options = [...tour.replaceAll(/'[^']*'/g, '').matchAll(/ (--?[A-Za-z][\w-]*)/g)];
    const names = options.map(([, name = '']) => name);
    expect(names.length).toBeGreaterThan(10);
    expect(names.filter((name) => !knownOptions.has(name))).toEqual([]);
  });

  it('runs as it stands, and does what it says', async () => {
    const { stdout } = await promisify(execFile)('bash', ['-euc', tour], {
      env: { ...process.env, URL: service.url, TOKEN: api.token, BUSINESS: api.businessId },
    });
    const answers = stdout
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    const [made, again, found, changed, contact, wrong, restored] = answers;
    expect(again).toEqual(made);
    expect(found?.['items']).toEqual([made]);
    expect(changed).toMatchObject({ id: made?.['id'], credit_limit_cents: 500000, category: 'Retail' });
    expect(contact).toMatchObject({ entity_id: made?.['id'], is_primary: true });
    expect(wrong?.['detail']).toMatchObject([
      { loc: ['body', 'name'] },
      { loc: ['body', 'email'] },
      { loc: ['body', 'credit_limit_cents'] },
    ]);
    expect(restored).toMatchObject({ id: made?.['id'], is_deleted: false });
    const rows = await service.database.sql<{ name: string; deleted_at: unknown }>(
      'select name, deleted_at from customers where business_id = $1',
      [api.businessId],
    );
    expect(rows).toEqual([{ name: 'Acme Corporation', deleted_at: null }]);
  });
});
