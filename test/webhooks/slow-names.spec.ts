import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { Resolver } from 'node:dns';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { resolveByDns } from '../../src/modules/webhooks/resolve-by-dns.js';
import { Sender } from '../../src/modules/webhooks/sender.js';
import { until } from '../support/until.js';

const headerBytes = 12;
/** Of the type and the class of a question. */
const tailBytes = 4;

/** The name that a query asks for. */
function nameOf(query: Buffer): string {
  const labels: string[] = [];
  for (let at = headerBytes; query[at] !== undefined && query[at] !== 0; at += 1 + (query[at] ?? 0))
    labels.push(query.toString('latin1', at + 1, at + 1 + (query[at] ?? 0)));
  return labels.join('.');
}

/** The response to a query of type A: 127.0.0.1; to others: no records. */
function responseTo(query: Buffer): Buffer {
  const end = query.indexOf(0, headerBytes) + 1 + tailBytes;
  const isA = query.readUInt16BE(end - tailBytes) === 1;
  const header = Buffer.from(query.subarray(0, headerBytes));
  header.writeUInt16BE(0x8180, 2);
  header.writeUInt16BE(isA ? 1 : 0, 6);
  header.writeUInt32BE(0, 8);
  const record = Buffer.from('c00c000100010000000000047f000001', 'hex');
  return Buffer.concat([header, query.subarray(headerBytes, end), ...(isA ? [record] : [])]);
}

describe('a name server that does not answer for the hosts of one business', () => {
  const slow = /\.slow\.example\.com$/;
  const unanswered = new Set<string>();
  let server: Socket;
  let resolver: Resolver;

  beforeEach(async () => {
    unanswered.clear();
    server = createSocket('udp4');
    server.on('message', (query, { port, address }) => {
      const name = nameOf(query);
      if (slow.test(name)) unanswered.add(name);
      else server.send(responseTo(query), port, address);
    });
    server.bind(0, '127.0.0.1');
    await once(server, 'listening');
    resolver = new Resolver({ timeout: 60_000, tries: 1 });
    resolver.setServers([`127.0.0.1:${server.address().port}`]);
  });
  afterEach(async () => {
    server.close();
    await once(server, 'close');
  });

  it('delays no webhook of another business', async () => {
    const hosts = 64;
    const sender = new Sender(false, resolveByDns(resolver));
    let settled = 0;
    const sent = Array.from({ length: hosts }, (_, n) =>
      sender
        .send(new URL(`https://h${n}.slow.example.com/`), {}, '{}')
        .catch(() => undefined)
        .finally(() => (settled += 1)),
    );
    await until(
      async () => unanswered.size,
      (count) => count === hosts,
      5_000,
    );
    const other = await sender.send(new URL('https://hooks.example.com/'), {}, '{}');
    expect([other.error, settled]).toEqual(['The address is not public', 0]);
    sender.abort();
    resolver.cancel();
    await Promise.all(sent);
  });

  it('is not asked for localhost, and leads to a sentence for a name that has no address', async () => {
    const sender = new Sender(false, resolveByDns(resolver));
    const outcome = async (url: string) => (await sender.send(new URL(url), {}, '{}')).error;
    expect(await outcome('http://localhost/')).toBe('The address is not public');
    expect(await outcome('http://api.localhost/')).toBe('The address is not public');
    const lost = outcome('http://none.slow.example.com/');
    await until(
      async () => unanswered.size,
      (count) => count === 1,
      5_000,
    );
    resolver.cancel();
    expect(await lost).toBe('The name of the host is not known');
  });
});
