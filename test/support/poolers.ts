import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A stand-in for the operator's pooler between the service and its database. */
export interface Pooler {
  readonly url: string;
  close(): Promise<void>;
}

async function listen(database: URL, serve: (client: Socket) => void): Promise<Pooler> {
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    sockets.add(client);
    client.on('error', () => undefined).on('close', () => sockets.delete(client));
    serve(client);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = new URL(database);
  url.port = String((server.address() as AddressInfo).port);
  return {
    url: url.href,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

const lengthBytes = 4;

/** The first message of a connection, without the "options" in it. */
function withoutOptions(startup: Buffer): Buffer {
  const [version, texts] = [startup.subarray(4, 8), startup.subarray(8).toString().split('\0')];
  const kept: string[] = [];
  for (let index = 0; index + 1 < texts.length && texts[index] !== ''; index += 2) {
    if (texts[index] !== 'options') kept.push(`${texts[index]}\0${texts[index + 1]}\0`);
  }
  const body = Buffer.concat([version, Buffer.from(`${kept.join('')}\0`)]);
  const length = Buffer.alloc(lengthBytes);
  length.writeInt32BE(body.length + lengthBytes);
  return Buffer.concat([length, body]);
}

/** As PgBouncer with `ignore_startup_parameters = options`, in session mode. */
export const droppingPooler = (database: URL): Promise<Pooler> =>
  listen(database, (client) => {
    const server = connect(Number(database.port), database.hostname);
    server.on('error', () => undefined).on('close', () => client.destroy());
    client.on('close', () => server.destroy());
    client.once('data', (startup: Buffer) => {
      server.write(withoutOptions(startup));
      client.pipe(server).pipe(client);
    });
  });

/** Splits the bytes into whole messages. */
function onMessages(socket: Socket, take: (type: string, message: Buffer) => void): void {
  let rest = Buffer.alloc(0);
  socket.on('data', (bytes: Buffer) => {
    rest = Buffer.concat([rest, bytes]);
    while (rest.length > lengthBytes) {
      const length = 1 + rest.readInt32BE(1);
      if (rest.length < length) return;
      take(String.fromCharCode(rest[0] ?? 0), rest.subarray(0, length));
      rest = rest.subarray(length);
    }
  });
}

/** As PgBouncer in transaction mode, with one connection to the server, which all clients are lent in turn. */
export async function lendingPooler(database: URL): Promise<Pooler> {
  const server = connect(Number(database.port), database.hostname);
  server.on('error', () => undefined);
  /** What a client is told once it is let in; before that, the first client is still letting the pooler in. */
  const greeting: Buffer[] = [];
  let isOpen = false;
  let borrower: Socket | undefined;
  const waiting: { client: Socket; bytes: Buffer }[] = [];

  const lend = () => {
    if (!isOpen || waiting.length === 0) return;
    const next = waiting.findIndex(({ client }) => borrower === undefined || client === borrower);
    const [turn] = next === -1 ? [] : waiting.splice(next, 1);
    if (turn === undefined) return;
    borrower = turn.client;
    isOpen = false;
    server.write(turn.bytes);
  };
  onMessages(server, (type, message) => {
    const isLetIn = type === 'R' && message.readInt32BE(5) === 0;
    if (greeting.length > 0 ? greeting.at(-1)?.[0] !== 0x5a : isLetIn) greeting.push(Buffer.from(message));
    borrower?.write(message);
    if (type !== 'Z') return;
    isOpen = true;
    if (String.fromCharCode(message[5] ?? 0) === 'I') borrower = undefined;
    lend();
  });

  const pooler = await listen(database, (client) => {
    client.once('data', (startup: Buffer) => {
      const isFirst = greeting.length === 0;
      let request: Buffer[] = [];
      onMessages(client, (type, message) => {
        if (type === 'p') server.write(message);
        else if (type === 'X') client.end();
        else request.push(Buffer.from(message));
        if (type !== 'Q' && type !== 'S') return;
        waiting.push({ client, bytes: Buffer.concat(request) });
        request = [];
        lend();
      });
      if (isFirst) {
        borrower = client;
        server.write(withoutOptions(startup));
      } else for (const message of greeting) client.write(message);
    });
  });
  return {
    url: pooler.url,
    close: async () => {
      server.destroy();
      await pooler.close();
    },
  };
}
