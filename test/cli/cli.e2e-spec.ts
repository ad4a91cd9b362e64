import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { runProgram } from '../../src/interfaces/cli/program.js';
import { documentedRoutes, type OpenApiDocument } from '../auth/documented-routes.js';
import { commandLine, runCommand, Spawned } from '../process/spawned.js';
import { ApiClient, type Json } from '../support/api-client.js';
import { startService, type TestService } from '../support/service.js';
import { until } from '../support/until.js';
import { checkedFetch } from '../support/checked-fetch.js';

interface Outcome {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function run(variables: Readonly<Record<string, string>>, args: readonly string[]): Promise<Outcome> {
  const output = { stdout: '', stderr: '' };
  const status = await runProgram(args, {
    variables,
    out: (text) => (output.stdout += text),
    err: (text) => (output.stderr += text),
  });
  return { status, ...output };
}

it('ends quietly when the reader of its output has gone', async () => {
  const command = new Spawned([...commandLine, '--help'], {});
  command.child.stdout.destroy();
  expect(await command.exitCode()).toBe(141);
  expect(command.stderr).toBe('');
});

/** The arguments of a command line that quotes nothing. */
const words = (...lines: string[]) => lines.flatMap((line) => line.split(' '));

const unknown = '019ab0f7-6c1e-7b52-9d43-5f0e8c2a1b90';
const create = (...lines: string[]) => words('token create --name x --owner a@example.com', ...lines);

describe('the command line, alongside a running server', () => {
  let service: TestService;

  beforeAll(async () => {
    service = await startService();
  });
  afterAll(() => service.stop());

  const cli = (...args: string[]) => run({ DATABASE_URL: service.database.url }, args);
  const stored = () =>
    service.database.sql('select id from businesses union all select id from tokens order by id');
  const json = async (...args: string[]) => {
    const { status, stdout, stderr } = await cli(...args, '--json');
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^[{[].*[}\]]\n$/);
    return JSON.parse(stdout) as Json;
  };

  it('makes a business and a token, which work at once', async () => {
    const business = await json('business', 'create', '--name', 'Acme Inc.');
    expect(business).toEqual({
      id: expect.any(String),
      name: 'Acme Inc.',
      created_at: expect.any(String),
      updated_at: expect.any(String),
    });
    const id = String(business['id']);
    const token = await json(
      ...words(
        `token create --name Invoicing --owner ada@example.com --business ${id}`,
        '--scopes customers:write,payment_terms:read --expires-in-days 30',
      ),
    );
    expect(token).toMatchObject({
      id: expect.any(String),
      name: 'Invoicing',
      owner_email: 'ada@example.com',
      scopes: ['customers:write', 'payment_terms:read'],
      business_ids: [id],
      expires_at: expect.any(String),
      token: expect.stringMatching(/^dz_[0-9A-Za-z]{49}$/),
    });
    const api = new ApiClient(service.url, String(token['token']), id);
    expect((await api.post('/customers', { name: 'Acme', email: 'a@example.com' })).status).toBe(201);
  });

  it('takes several businesses and scopes, with commas or by repeating the option', async () => {
    const { businessId: first } = await service.business();
    const { businessId: second } = await service.business();
    const token = await json(
      ...words(`token create --name Two --owner two@example.com --business ${first} --business ${second}`),
      '--scopes',
      'customers:read, events:read',
      '--scopes',
      'tokens:read',
    );
    expect(token).toMatchObject({
      business_ids: [first, second],
      scopes: ['customers:read', 'events:read', 'tokens:read'],
      expires_at: null,
    });
  });

  it('lists as a table that lines up, and as JSON', async () => {
    await json('business', 'create', '--name', 'Escaped \u001b[31m red');
    const businesses = (await json('business', 'list')) as unknown as Json[];
    const { stdout } = await cli('business', 'list');
    const lines = stdout.trimEnd().split('\n');
    expect(lines[0]).toMatch(/^ID +NAME +CREATED$/);
    expect(lines).toHaveLength(businesses.length + 1);
    const column = lines[0]?.indexOf('NAME') ?? 0;
    for (const [index, { id, name }] of businesses.entries()) {
      expect(lines[index + 1]?.startsWith(String(id))).toBe(true);
      expect(lines[index + 1]?.slice(column).startsWith(String(name).replace('\u001b', '\ufffd'))).toBe(true);
    }
    const api = await service.business();
    const tokens = await cli('token', 'list');
    expect(tokens.stdout.split('\n')[0]).toMatch(/^ID +NAME +OWNER +EXPIRES +LAST USED +SCOPES +BUSINESSES$/);
    expect(tokens.stdout).toContain(api.businessId);
    expect(tokens.stdout).not.toMatch(/dz_/);
  });

  it('revokes a token, which a running server refuses within 5 seconds; again, it changes nothing', async () => {
    const api = await service.business();
    const { body } = await api.get('/tokens');
    const [id = ''] = (body['items'] as Json[]).map((token) => String(token['id']));
    const revoked = await json('token', 'revoke', id);
    expect(revoked).toEqual({ id, revoked_at: expect.any(String) });
    await until(
      () => api.get('/tokens'),
      ({ status }) => status === 401,
      5_000,
    );
    expect(await json('token', 'revoke', id)).toEqual(revoked);
  });

  it('holds the rules of the API: an owner has at most 10 active tokens', async () => {
    const api = await service.business();
    for (let count = 0; count < 10; count++) {
      await service.client([api.businessId], { ownerEmail: 'full@example.com' });
    }
    const eleventh = await cli(
      ...words(`token create --name x --owner Full@example.com --business ${api.businessId}`),
      ...words('--scopes customers:read'),
    );
    expect(eleventh.status).toBe(1);
    expect(eleventh.stdout).toBe('');
    expect(eleventh.stderr).toContain('10 active tokens');
  });

  it.each([
    [
      '2 for a business that does not exist',
      2,
      create(`--business ${unknown} --scopes customers:read`),
      /^There is no business 019ab0f7[^\n]*\n$/,
    ],
    ['1 for a token that does not exist', 1, ['token', 'revoke', unknown], /^Token not found\.\n$/],
    [
      '2 for a scope and a business that cannot exist',
      2,
      create('--business x --scopes customers'),
      /^scopes 0: [^\n]*; business_ids 0: [^\n]*\n$/,
    ],
    [
      '2 for an empty name',
      2,
      ['business', 'create', '--name', ' '],
      /^name: String should have at least 1 character\n$/,
    ],
    [
      '2 for a missing option',
      2,
      ['business', 'create'],
      /^error: required option '--name <name>' not specified\n/,
    ],
    ['2 for an unknown command', 2, ['customer', 'list'], /^error: unknown command 'customer'\n/],
    ['2 for no command', 2, [], /^Usage: customers /],
  ])('exits with %s, says why on standard error only, and stores nothing', async (_, status, args, why) => {
    const before = await stored();
    expect(await cli(...args)).toEqual({ status, stdout: '', stderr: expect.stringMatching(why) });
    expect(await stored()).toEqual(before);
  });

  it('is a program, which exits with 1 and a sentence when it cannot reach the database', async () => {
    const unreachable = { DATABASE_URL: 'postgres://user:secret@127.0.0.1:1/none' };
    const { code, stdout, stderr } = await runCommand(unreachable, 'business', 'list');
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^The database at DATABASE_URL cannot be used: .*\n$/);
    expect(stderr).not.toContain('secret');
  });

  it('explains itself, exit statuses included', async () => {
    const { status, stdout } = await cli('--help');
    expect(status).toBe(0);
    for (const part of ['business', 'token', 'migrate', 'openapi', 'Exit status']) {
      expect(stdout).toContain(part);
    }
  });

  it('migrates', async () => {
    expect(await cli('migrate')).toEqual({ status: 0, stdout: 'The database is up to date.\n', stderr: '' });
  });
});

describe('the command line, alone', () => {
  let directory: string;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'customers-cli-'));
  });
  afterAll(() => rm(directory, { recursive: true, force: true }));

  it('works on its own database, and finds there what it has left', async () => {
    const variables = { DATA_DIR: join(directory, 'data') };
    const created = await run(variables, ['business', 'create', '--name', 'Acme', '--json']);
    expect([created.status, created.stderr]).toEqual([0, '']);
    const listed = await run(variables, ['business', 'list', '--json']);
    expect(JSON.parse(listed.stdout)).toEqual([JSON.parse(created.stdout)]);
  }, 60_000);

  it('writes the OpenAPI document without a database, as the server serves it', async () => {
    const output = join(directory, 'openapi.json');
    const written = await run({}, ['openapi', '--output', output]);
    expect(written).toEqual({ status: 0, stdout: `Wrote ${output}.\n`, stderr: '' });
    const service = await startService();
    const served = await checkedFetch(`${service.url}/openapi.json`);
    const document = (await served.json()) as OpenApiDocument;
    await service.stop();
    const file = JSON.parse(await readFile(output, 'utf8')) as OpenApiDocument;
    expect(documentedRoutes(file)).toEqual(documentedRoutes(document));
    expect(Object.keys(file)).toEqual(Object.keys(document));
  });
});
