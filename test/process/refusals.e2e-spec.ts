import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { service, Spawned, type Variables } from './spawned.js';

/** One sentence on standard error, nothing else, and exit code 1. */
const refusal = (sentence: RegExp) => ({ code: 1, stdout: '', stderr: expect.stringMatching(sentence) });

describe('the service says in one sentence why it does not start', () => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.drop());

  const start = async (variables: Variables) => {
    const server = new Spawned(service, { DATABASE_URL: database.url, PORT: '0', ...variables });
    // A service that starts nevertheless is not a reason to wait until the time is up, nor to leave it behind.
    await Promise.race([
      server.exitCode(),
      server.output(/^Customers API/m, 'stderr').catch(() => undefined),
    ]);
    await server.stop();
    const code = await server.exitCode();
    return { code, stdout: server.stdout, stderr: server.stderr };
  };

  it.each([
    ['PORT', 'http', /^PORT has to be an integer from 0 to 65535, but is "http"\.\n$/],
    ['DATABASE_URL', 'postgres://localhost', /^DATABASE_URL has to name a database after the host\.\n$/],
  ])('when %s is %s', async (name, value, sentence) => {
    expect(await start({ [name]: value })).toEqual(refusal(sentence));
  });

  it('when the port is in use', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as AddressInfo;
    const { code, stderr } = await start({ PORT: String(port), LOG_LEVEL: 'silent' });
    taken.close();
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: 'The service cannot listen: the port is in use already; set PORT to another one.\n',
    });
  });

  it('when the address is not one of the machine', async () => {
    const { code, stderr } = await start({ HOST: '192.0.2.1', LOG_LEVEL: 'silent' });
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: 'The service cannot listen: this machine has no such address; set HOST to one that it has.\n',
    });
  });

  it('when the host has no address', async () => {
    const { code, stderr } = await start({ HOST: 'nowhere.invalid', LOG_LEVEL: 'silent' });
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringMatching(
        /^The service cannot listen: HOST is not an address of this machine \(\w+\)\.\n$/,
      ),
    });
  });

  it('when nothing answers at DATABASE_URL', async () => {
    const free = createServer().listen(0, '127.0.0.1');
    await once(free, 'listening');
    const { port } = free.address() as AddressInfo;
    free.close();
    await once(free, 'close');
    expect(await start({ DATABASE_URL: `postgres://a:secret@127.0.0.1:${port}/x` })).toEqual(
      refusal(/^The database at DATABASE_URL cannot be used: connect ECONNREFUSED [^\n]*\.\n$/),
    );
  });

  it('when there is no such database, or the password is wrong', async () => {
    const nowhere = new URL(database.url);
    nowhere.pathname = '/nowhere';
    expect(await start({ DATABASE_URL: nowhere.href })).toEqual(
      refusal(/^The database at DATABASE_URL cannot be used: database "nowhere" does not exist\.\n$/),
    );
    // Where the server trusts everybody, it is the role that is missing.
    const stranger = new URL(database.url);
    stranger.username = 'stranger';
    stranger.password = 'wrong-wombat';
    const refused = await start({ DATABASE_URL: stranger.href });
    expect(refused).toEqual(
      refusal(
        /^The database at DATABASE_URL cannot be used: [^\n]*(authentication failed|role "stranger")[^\n]*\.\n$/,
      ),
    );
    expect(refused.stderr).not.toContain('wombat');
  });
});
