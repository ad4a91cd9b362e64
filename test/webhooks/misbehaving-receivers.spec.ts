import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { Worker } from 'node:worker_threads';
import { afterEach, expect, it } from '@jest/globals';
import { Sender } from '../../src/modules/webhooks/sender.js';
import { until } from '../support/until.js';

const attemptMs = 400;
const latest = 5_000;

const servers: Server[] = [];
const sockets = new Set<Socket>();

afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  await Promise.all(servers.splice(0).map((server) => new Promise((done) => void server.close(done))));
});

/** A server that misbehaves on each connection, as soon as it has read a part of the request. */
async function receiver(misbehave: (socket: Socket) => void, isReading = true): Promise<string> {
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
    if (isReading) socket.once('data', () => misbehave(socket)).resume();
    else misbehave(socket);
  });
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

/** Writes the text again and again until the other end closes the connection. */
const forEver = (head: string, text: string) => (socket: Socket) => {
  const chunk = text.repeat(Math.ceil(4_096 / text.length));
  const writeNext = () => {
    if (!socket.destroyed) socket.write(chunk, writeNext);
  };
  socket.write(head, writeNext);
};

/** Writes a byte every 20 ms: the connection is never idle, and the response never ends. */
const slowly = (head: string) => (socket: Socket) => {
  socket.write(head);
  const timer = setInterval(() => void socket.write('x'), 20);
  socket.on('close', () => clearInterval(timer));
};

const write = (text: string) => (socket: Socket) => void socket.write(text);
const writeAndReset = (text: string) => (socket: Socket) =>
  void socket.write(text, () => void socket.resetAndDestroy());
const writeAndEnd = (text: string) => (socket: Socket) => void socket.end(text);

const noResponse = { status: null, error: 'No response within 0.4 seconds', retryAfterSeconds: 0 };
const lost = { status: null, error: 'The connection was lost', retryAfterSeconds: 0 };
const notHttp = { status: null, error: 'The endpoint did not answer in HTTP', retryAfterSeconds: 0 };
const delivered = { status: 200, error: null, retryAfterSeconds: 0 };
const answered = (status: number) => ({
  status,
  error: `The endpoint answered ${status}`,
  retryAfterSeconds: 0,
});

const ok = 'HTTP/1.1 200 OK\r\n';

it.each<[string, (socket: Socket) => void, object]>([
  ['stays silent', () => undefined, noResponse],
  ['resets the connection without an answer', (socket) => socket.resetAndDestroy(), lost],
  ['closes the connection without an answer', (socket) => socket.end(), lost],
  ['answers half a status line', write('HTTP/1.1 2'), noResponse],
  ['answers half a status line and closes', writeAndEnd('HTTP/1.1 2'), lost],
  ['answers half a status line and resets', writeAndReset('HTTP/1.1 2'), lost],
  ['answers 101', write('HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\n\r\n'), answered(101)],
  [
    'answers 101 and goes on in another protocol',
    forEver(
      'HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n',
      'x'.repeat(4_096),
    ),
    answered(101),
  ],
  ['answers 101 without the header fields of one', write('HTTP/1.1 101 Switching\r\n\r\n'), answered(101)],
  ['answers 101 and resets', writeAndReset('HTTP/1.1 101 S\r\nupgrade: x\r\n\r\n'), answered(101)],
  ['answers 100 and nothing else', write('HTTP/1.1 100 Continue\r\n\r\n'), noResponse],
  ['answers 103 and resets', writeAndReset('HTTP/1.1 103 Early Hints\r\n\r\n'), lost],
  ['answers 103 and then 200', writeAndEnd(`HTTP/1.1 103 Early Hints\r\n\r\n${ok}\r\n`), delivered],
  [
    'answers 100 for ever',
    forEver('', 'HTTP/1.1 100 Continue\r\n\r\n'),
    { ...noResponse, error: 'The endpoint sent interim responses (1xx) only' },
  ],
  [
    'sends header fields for ever',
    forEver(ok, 'x-filler: 0123456789\r\n'),
    { ...noResponse, error: 'The response headers are larger than 16 KiB' },
  ],
  ['sends a header field slowly and for ever', slowly(`${ok}x-slow: `), noResponse],
  ['resets amid its header fields', writeAndReset(`${ok}x-half: `), lost],
  ['sends a body for ever', forEver(`${ok}\r\n`, 'x'.repeat(65_536)), delivered],
  ['sends a body slowly and for ever', slowly(`${ok}\r\n`), delivered],
  ['sends chunks for ever', forEver(`${ok}transfer-encoding: chunked\r\n\r\n`, '1\r\nx\r\n'), delivered],
  ['sends an invalid chunk', write(`${ok}transfer-encoding: chunked\r\n\r\nzz\r\n`), delivered],
  ['sends less of its body than it says', writeAndEnd(`${ok}content-length: 100\r\n\r\nx`), delivered],
  ['resets amid its body', writeAndReset(`${ok}content-length: 100\r\n\r\nx`), delivered],
  [
    'stays silent amid the body of a 500',
    write('HTTP/1.1 500 E\r\ncontent-length: 9\r\n\r\n'),
    answered(500),
  ],
  ['responds with invalid HTTP', write('SSH-2.0-OpenSSH_9.6\r\n'), notHttp],
  ['answers with bytes of no protocol', (socket) => void socket.write(Buffer.alloc(4_096, 0xff)), notHttp],
  ['responds with a status that is not a number', write('HTTP/1.1 abc OK\r\n\r\n'), notHttp],
  ['answers twice', writeAndEnd(`${ok}content-length: 0\r\n\r\n${ok}content-length: 0\r\n\r\n`), delivered],
])('an attempt settles within its time-out where the receiver %s', async (_, misbehave, outcome) => {
  const url = await receiver(misbehave);
  const startedAt = performance.now();
  expect(await new Sender(true, undefined, attemptMs).send(new URL(url), {}, '{}')).toEqual(outcome);
  expect(performance.now() - startedAt).toBeLessThan(attemptMs + 2_000);
  // The service closes its end too: no connection stays behind.
  await until(
    async () => sockets.size,
    (count) => count === 0,
    latest,
  );
});

const megabytes = JSON.stringify('x'.repeat(8 * 1_048_576));

it.each<[string, (socket: Socket) => void, object]>([
  ['reads nothing of the request', (socket) => void socket.pause(), noResponse],
  ['resets before it reads the request', (socket) => void socket.resetAndDestroy(), lost],
  [
    'answers before it reads the request',
    (socket) => void socket.pause().write(`${ok}content-length: 0\r\n\r\n`),
    delivered,
  ],
])('an attempt of 8 MiB settles within its time-out where the receiver %s', async (_, misbehave, outcome) => {
  const url = await receiver(misbehave, false);
  expect(await new Sender(true, undefined, attemptMs).send(new URL(url), {}, megabytes)).toEqual(outcome);
});

it('an attempt settles within its time-out where the receiver accepts no connection', async () => {
  // The thread stops accepting, and its queue of two is full: the kernel drops what asks for a connection.
  const worker = new Worker(
    `const { parentPort } = require('node:worker_threads');
     const server = require('node:net').createServer().listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
       parentPort.postMessage(server.address().port);
       Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
     });`,
    { eval: true },
  );
  const [port] = (await once(worker, 'message')) as [number];
  const fillers = [1, 2, 3, 4].map(() => connect(port, '127.0.0.1').on('error', () => undefined));
  await until(
    async () => fillers,
    (all) => all.filter(({ connecting }) => !connecting).length >= 2,
    latest,
  );
  const sender = new Sender(true, undefined, attemptMs);
  expect(await sender.send(new URL(`http://127.0.0.1:${port}/`), {}, '{}')).toEqual(noResponse);
  for (const filler of fillers) filler.destroy();
  await worker.terminate();
});

it('an attempt settles within its time-out where the name of the host is never resolved', async () => {
  const sender = new Sender(true, () => undefined, attemptMs);
  expect(await sender.send(new URL('http://silent.example.com/'), {}, '{}')).toEqual(noResponse);
});

it.each<[string, (socket: Socket) => void, object]>([
  ['stays silent', () => undefined, noResponse],
  ['resets', (socket) => socket.resetAndDestroy(), lost],
  ['answers without TLS', write(`${ok}\r\n`), { ...lost, error: 'No secure connection could be made' }],
  [
    'refuses the handshake',
    (socket) => void socket.end(Buffer.from([0x15, 3, 3, 0, 2, 2, 40])),
    { ...lost, error: 'No secure connection could be made' },
  ],
  [
    'sends half of a TLS record',
    (socket) => void socket.write(Buffer.from([0x16, 3, 3, 0, 99, 2])),
    noResponse,
  ],
])('an attempt by TLS settles within its time-out where the receiver %s', async (_, misbehave, outcome) => {
  const url = await receiver(misbehave);
  const secure = new URL(url.replace('http:', 'https:'));
  expect(await new Sender(true, undefined, attemptMs).send(secure, {}, '{}')).toEqual(outcome);
  await until(
    async () => sockets.size,
    (count) => count === 0,
    latest,
  );
});

it('a hundred attempts at once leave no warning of too many listeners', async () => {
  const warnings: Error[] = [];
  const note = (warning: Error) => void warnings.push(warning);
  process.on('warning', note);
  const url = new URL(await receiver(() => undefined));
  const sender = new Sender(true, undefined, attemptMs);
  await Promise.all(Array.from({ length: 100 }, () => sender.send(url, {}, '{}')));
  process.off('warning', note);
  expect(warnings).toEqual([]);
});

it('an attempt that is aborted rejects at once, and so does each that begins later', async () => {
  const url = new URL(await receiver(() => undefined));
  const sender = new Sender(true);
  const sending = sender.send(url, {}, '{}');
  await until(
    async () => sockets.size,
    (count) => count === 1,
    latest,
  );
  sender.abort();
  await expect(sending).rejects.toThrow('another process sends the message again');
  await expect(sender.send(url, {}, '{}')).rejects.toThrow('another process sends the message again');
});
