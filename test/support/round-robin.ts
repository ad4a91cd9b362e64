import { once } from 'node:events';
import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Headers that belong to one connection, in lower case. */
const ofConnection = ['connection', 'keep-alive'];

/** Names and values by turns, as `rawHeaders` has them. */
const passedOn = (rawHeaders: readonly string[]) =>
  rawHeaders.filter(
    (_, index) => !ofConnection.includes((rawHeaders[index - (index % 2)] ?? '').toLowerCase()),
  );

/**
 * A proxy that sends each request to the next of its targets, also those that come on one connection: two requests of
 * one client are never answered by the same replica, if there are several. It changes nothing of what it passes on.
 */
export class RoundRobin {
  private readonly agent = new Agent({ keepAlive: true });
  private readonly server = createServer((incoming, outgoing) => this.pass(incoming, outgoing));
  private turn = 0;
  /** How many requests each target has had. */
  readonly passed = new Map<string, number>();

  /** @param targets origins; they may change while it runs */
  constructor(readonly targets: string[]) {}

  async listen(): Promise<string> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    const closed = once(this.server, 'close');
    this.server.close();
    this.server.closeAllConnections();
    await closed;
    this.agent.destroy();
  }

  private pass(incoming: IncomingMessage, outgoing: ServerResponse): void {
    const target = this.targets[this.turn++ % this.targets.length] ?? '';
    this.passed.set(target, (this.passed.get(target) ?? 0) + 1);
    const { hostname, port } = new URL(target);
    const onward = request({
      agent: this.agent,
      hostname,
      port,
      method: incoming.method ?? 'GET',
      path: incoming.url ?? '/',
      headers: passedOn(incoming.rawHeaders),
    });
    // What is refused by its head is refused before there is a body.
    onward.flushHeaders();
    // Each end learns that the other has gone away.
    onward.on('error', () => outgoing.destroy());
    outgoing.on('close', () => onward.destroy());
    onward.on('response', (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.statusMessage, passedOn(answer.rawHeaders));
      answer.on('error', () => outgoing.destroy());
      answer.pipe(outgoing);
      // A stream's head is read before there is anything to tell.
      outgoing.flushHeaders();
    });
    incoming.pipe(onward);
  }
}
