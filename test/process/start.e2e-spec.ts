import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { scopes } from '../../src/modules/tokens/scopes.js';
import { startEmbeddedPostgres } from '../../src/platform/embedded-postgres/embedded-postgres.js';
import { ApiClient } from '../support/api-client.js';
import { runCommand, type Spawned, startServer, temporaryDirectory } from './spawned.js';
import { checkedFetch } from '../support/checked-fetch.js';

const shell = promisify(execFile);

describe('the service with a separate database', () => {
  let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
  let variables: { DATA_DIR: string };
  let server: Spawned;
  let url: string;
  let customer: { id: string; business_id: string };
  let token: string;

  beforeAll(async () => {
    directory = await temporaryDirectory();
    variables = { DATA_DIR: join(directory.path, 'data') };
    ({ server, url } = await startServer(variables));
  });
  afterAll(async () => {
    await server.stop();
    await directory.remove();
  });

  const onDatabase = async <Row extends object>(text: string): Promise<Row[]> => {
    const database = await startEmbeddedPostgres({ dataDirectory: variables.DATA_DIR });
    const client = new Client({ connectionString: database.url });
    await client.connect();
    try {
      return (await client.query<Row>(text)).rows;
    } finally {
      await client.end();
    }
  };

  const clientOf = () => new ApiClient(url, token, customer.business_id);

  it('says where it is, where Swagger UI is, and how to create a customer, which works as printed', async () => {
    const [, swagger = ''] = await server.output(/^Swagger UI\s+(\S+)$/m, 'stderr');
    expect(swagger).toBe(`${url}/docs`);
    expect((await checkedFetch(swagger)).status).toBe(200);
    const [command] = await server.output(/^curl [^]*?'$\n\n/m, 'stderr');
    token = /Bearer (\S+)'/.exec(command)?.[1] ?? '';
    const { stdout } = await shell('sh', ['-c', command]);
    const [head = '', body = ''] = stdout.split('\r\n\r\n');
    expect(head).toMatch(/^HTTP\/1\.1 201 Created/);
    customer = JSON.parse(body) as typeof customer;
    const rows = await onDatabase<{ id: string }>('select id, business_id from customers');
    expect(rows).toEqual([{ id: customer.id, business_id: customer.business_id }]);
  });

  it('makes a token that may do everything, so that every operation can be tried', async () => {
    const { body } = await clientOf().get('/tokens');
    expect(body['items']).toMatchObject([{ name: 'Demo token', scopes }]);
  });

  it('takes commands alongside it, which answer with nothing but JSON', async () => {
    const business = await runCommand(variables, 'business', 'create', '--name', ' Beside ', '--json');
    expect({ ...business, stdout: JSON.parse(business.stdout) as unknown }).toMatchObject({
      code: 0,
      stderr: '',
      stdout: { id: expect.stringMatching(/^[0-9a-f-]{36}$/), name: 'Beside' },
    });
    const { id } = JSON.parse(business.stdout) as { id: string };
    const created = await runCommand(
      variables,
      ...`token create --name CLI --owner ada@example.com --business ${id}`.split(' '),
      ...'--scopes customers:read,customers:write --expires-in-days 30 --json'.split(' '),
    );
    expect({ ...created, stdout: JSON.parse(created.stdout) as unknown }).toMatchObject({
      code: 0,
      stderr: '',
      stdout: {
        business_ids: [id],
        scopes: ['customers:read', 'customers:write'],
        owner_email: 'ada@example.com',
      },
    });
    const secret = (JSON.parse(created.stdout) as { token: string }).token;
    const api = new ApiClient(url, secret, id);
    const { status } = await api.post('/customers', { name: 'At once', email: 'a@example.com' });
    expect(status).toBe(201);
  });

  it('finds its data when it starts again, and makes no second business to try it with', async () => {
    await server.stop();
    expect(await server.exitCode()).toBe(0);
    ({ server, url } = await startServer(variables));
    await server.output(/^Another token: npm run /m, 'stderr');
    expect(server.stdout + server.stderr).not.toContain('Bearer');
    const { status, body } = await clientOf().get(`/customers/${customer.id}`);
    expect({ status, id: body['id'] }).toEqual({ status: 200, id: customer.id });
    const demos = await onDatabase(`select id from businesses where name = 'Demo business'`);
    expect(demos).toEqual([{ id: customer.business_id }]);
  });

  it('takes commands while it is stopped as well', async () => {
    await server.stop();
    const { code, stdout, stderr } = await runCommand(
      variables,
      'business',
      'create',
      '--name',
      'Alone',
      '--json',
    );
    expect({ code, stderr, name: (JSON.parse(stdout) as { name: string }).name }).toEqual({
      code: 0,
      stderr: '',
      name: 'Alone',
    });
    ({ server, url } = await startServer(variables));
    expect((await clientOf().get(`/customers/${customer.id}`)).status).toBe(200);
  });
});
