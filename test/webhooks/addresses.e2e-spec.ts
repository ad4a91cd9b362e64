import { type AddressInfo, createServer, type Server } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { isPublicAddress } from '../../src/modules/webhooks/addresses.js';
import { type Resolve, Sender } from '../../src/modules/webhooks/sender.js';
import type { ApiClient } from '../support/api-client.js';
import { type SharedService, shareService } from '../support/shared-service.js';
import { createCustomer, createWebhook, settled } from './receiver.js';

describe('an address', () => {
  it.each([
    '0.0.0.0',
    '10.1.2.3',
    '100.64.0.1',
    '127.0.0.1',
    '127.255.255.254',
    '169.254.169.254',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '198.18.0.1',
    '224.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::ffff:127.0.0.1',
    '::ffff:8.8.8.8',
    '64:ff9b::7f00:1',
    'fc00::1',
    'fd00:ec2::254',
    'fe80::1',
    'ff02::1',
    '2001:db8::1',
    '2002:7f00:1::',
  ])('%s is not of the internet', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });

  it.each(['8.8.8.8', '172.32.0.1', '100.128.0.1', '2606:4700::1111', '2a00:1450:4001::1'])(
    '%s is',
    (address) => {
      expect(isPublicAddress(address)).toBe(true);
    },
  );
});

describe('an endpoint within the network', () => {
  let service: SharedService;
  let api: ApiClient;
  let server: Server;
  let connections = 0;
  let port: number;

  beforeAll(async () => {
    service = await shareService();
    api = await service.business();
    server = createServer((socket) => {
      connections += 1;
      socket.destroy();
    });
    await new Promise<void>((done) => void server.listen(0, '127.0.0.1', done));
    ({ port } = server.address() as AddressInfo);
  });
  afterAll(async () => {
    await service.release();
    server.close();
  });
  afterEach(() => {
    // eslint-disable-next-line jest/no-standalone-expect -- of each test: nothing was connected to
    expect(connections).toBe(0);
  });

  it.each([
    'http://127.0.0.1/',
    'http://127.1/',
    'http://2130706433/',
    'http://0x7f.0.0.1/',
    'http://[::1]/',
    'http://[::ffff:10.0.0.1]/',
    'http://169.254.169.254/latest/meta-data',
    'https://192.168.0.1:8443/',
  ])('is refused where %s says so', async (url) => {
    const { status, body } = await api.post('/webhooks', { url });
    expect(status).toBe(422);
    expect(body['detail']).toEqual([
      {
        type: 'value_error',
        loc: ['body', 'url'],
        msg: 'Value error, its address is not public',
        input: url,
        ctx: { error: 'its address is not public' },
      },
    ]);
  });

  it.each([
    ['ftp://example.com/', 'string_pattern_mismatch'],
    ['/hooks', 'string_pattern_mismatch'],
    ['https://', 'string_pattern_mismatch'],
    // What follows is refused as well because a URL parser drops or changes it without a word.
    ['https://hooks.example.com/a\nb', 'string_pattern_mismatch'],
    ['https://hooks.exa\r\nmple.com/', 'string_pattern_mismatch'],
    ['https://hooks.example.com/a\tb', 'string_pattern_mismatch'],
    ['ht\ttps://hooks.example.com/', 'string_pattern_mismatch'],
    [' https://hooks.example.com/', 'string_pattern_mismatch'],
    ['https://hooks.example.com/ ', 'string_pattern_mismatch'],
    ['https://hooks.example.com/\n', 'string_pattern_mismatch'],
    ['https://hooks.example.com/a b', 'string_pattern_mismatch'],
    ['https://hooks.example.com/\u2028', 'string_pattern_mismatch'],
    ['https://hooks.example.com/\ufeff', 'string_pattern_mismatch'],
    ['https:///hooks.example.com/', 'string_pattern_mismatch'],
    ['https:\\\\hooks.example.com/', 'string_pattern_mismatch'],
    ['https://hooks.example.com\\@10.0.0.1/', 'string_pattern_mismatch'],
    ['https://hooks.example.com/\u0001', 'value_error'],
    ['https://hooks.example.com/\u001f', 'value_error'],
    ['https://hooks.example.com/a\u007fb', 'value_error'],
    ['https://hooks.example.com/\u0085', 'value_error'],
    ['https://hooks.exam\u00adple.com/', 'value_error'],
    ['https://hooks.exam\u200bple.com/', 'value_error'],
    ['https://hooks.example.com/\u202egpj', 'value_error'],
    ['https://ada:secret@example.com/', 'value_error'],
  ])('and so is %s', async (url, type) => {
    const { status, body } = await api.post('/webhooks', { url });
    expect({ status, body }).toMatchObject({
      status: 422,
      body: { detail: [{ type, loc: ['body', 'url'] }] },
    });
  });

  it.each([
    'HTTPS://Hooks.Example.COM:443/A?b=c#d',
    'http://hooks.example.com',
    'https://bücher.example/ä/ß?q=ü',
    'https://hooks.example.com/a/../b/%2e%2E/%0A?x=%20&y=',
    "https://hooks.example.com/!$&'()*+,;=:@~-._",
  ])('does not keep %s from being stored as it was sent', async (url) => {
    const { id, url: stored } = await createWebhook(api, url, { is_active: false });
    expect(stored).toBe(url);
    expect((await api.get(`/webhooks/${String(id)}`)).body['url']).toBe(url);
    expect((await api.put(`/webhooks/${String(id)}`, { url: `${url}\n` })).status).toBe(422);
    expect((await api.get(`/webhooks/${String(id)}`)).body['url']).toBe(url);
  });

  it('is not connected to where a name stands for it', async () => {
    const { id } = await createWebhook(api, `http://localhost:${port}/`);
    await createCustomer(api);
    const [failed] = await settled(api, id, ([delivery]) => delivery?.['attempts'] === 1);
    expect(failed).toMatchObject({ last_status: null, last_error: 'The address is not public' });
  });

  it('is not connected to where a name stands for it from the second answer on: there is no second question', async () => {
    // A rebinding name server returns one address for the check, and another for the connection.
    const answers: string[] = [];
    const rebinding =
      (...addresses: readonly string[]): Resolve =>
      (_hostname, _options, callback) => {
        const address = addresses[answers.length] ?? '';
        answers.push(address);
        callback(null, [{ address, family: 4 }]);
      };
    const url = new URL(`http://rebinding.example.com:${port}/`);
    const outcome = (sender: Sender) => sender.send(url, {}, '{}');
    const refusing = new Sender(false, rebinding('127.0.0.1', '203.0.112.1'));
    expect(refusing.mayReach(url)).toBe(true);
    expect(await outcome(refusing)).toMatchObject({ error: 'The address is not public' });
    expect([answers.splice(0), connections]).toEqual([['127.0.0.1'], 0]);
    // The connection goes to the checked address: no server listens at the second one.
    expect(await outcome(new Sender(true, rebinding('127.0.0.1', '127.0.0.2')))).toMatchObject({
      error: 'The connection was lost',
    });
    expect([answers, connections]).toEqual([['127.0.0.1'], 1]);
    connections = 0;
  });

  it('is not connected to where it is one of several addresses of a name', async () => {
    const asked: string[] = [];
    const sender = new Sender(false, (hostname, _options, callback) => {
      asked.push(hostname);
      callback(null, [
        { address: '127.0.0.1', family: 4 },
        { address: '::1', family: 6 },
        { address: '169.254.169.254', family: 4 },
      ]);
    });
    const url = new URL(`http://several.example.com:${port}/`);
    const { error } = await sender.send(url, {}, '{}');
    expect([error, asked]).toEqual(['The address is not public', ['several.example.com']]);
  });
});
