import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** The way to the database, which can be cut and mended, and frozen and thawed. */
export class Wire {
  private readonly sockets = new Set<Socket>();
  private server: Server | undefined;
  private port = 0;
  private isFrozen = false;
  /** What the next bytes that come are cut in: a pipeline to the database, or its answer; and who is told of it. */
  private cutting: { readonly what: 'flight' | 'answer'; readonly done: () => void } | undefined;

  constructor(private readonly database: URL) {}

  async mend(): Promise<void> {
    this.server = createServer((near) => {
      const far = connect(Number(this.database.port), this.database.hostname);
      for (const [from, to, what] of [
        [near, far, 'flight'],
        [far, near, 'answer'],
      ] as const) {
        this.sockets.add(from);
        from.on('error', () => undefined).on('close', () => this.sockets.delete(from));
        from.on('data', (bytes) => this.pass(bytes, from, to, what)).on('end', () => to.end());
        if (this.isFrozen) from.pause();
      }
    }).listen(this.port, '127.0.0.1');
    await once(this.server, 'listening');
    this.port = (this.server.address() as AddressInfo).port;
  }

  async cut(): Promise<void> {
    const { server } = this;
    if (server === undefined) return;
    this.server = undefined;
    const closed = once(server, 'close');
    server.close();
    for (const socket of this.sockets) socket.destroy();
    await closed;
  }

  /** Of the next bytes one half gets through, and then both ends learn that the other has gone. */
  cutNext(what: 'flight' | 'answer'): Promise<void> {
    return new Promise((done) => (this.cutting = { what, done }));
  }

  /** Drops all bytes silently: connections stay open, and new ones are accepted. */
  freeze(): void {
    this.isFrozen = true;
    for (const socket of this.sockets) socket.pause();
  }

  thaw(): void {
    this.isFrozen = false;
    for (const socket of this.sockets) socket.resume();
  }

  private pass(bytes: Buffer, from: Socket, to: Socket, what: 'flight' | 'answer'): void {
    if (this.cutting?.what !== what) return void to.write(bytes);
    this.cutting.done();
    this.cutting = undefined;
    to.write(bytes.subarray(0, bytes.length / 2), () => to.destroy());
    from.destroy();
  }

  get url(): string {
    const url = new URL(this.database);
    url.port = String(this.port);
    return url.href;
  }
}
