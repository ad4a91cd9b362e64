import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { sendError, unavailable } from './errors.js';

/**
 * How many connections beyond the limit are accepted, to be refused by an answer; further ones are closed without a
 * word.
 */
const maxRefused = 256;

/** How often at most the log says that connections are refused. */
const reportEveryMs = 10_000;

/** Limits open connections: further ones get a 503 and are closed. */
export function limitConnections(server: FastifyInstance, max: number, logger: Logger): void {
  const open = new Set<Socket>();
  const refused = new WeakSet<Socket>();
  let reportedAt = -reportEveryMs;
  const report = () => {
    if (performance.now() - reportedAt < reportEveryMs) return;
    reportedAt = performance.now();
    logger.warn(`${max} connections are open, the limit of CONNECTIONS_AT_ONCE: more are refused`);
  };
  server.server.maxConnections = max + maxRefused;
  server.server.on('drop', report);
  server.server.on('connection', (socket) => {
    if (open.size >= max) {
      refused.add(socket);
      report();
      return;
    }
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  });
  server.addHook('onRequest', (request, reply, done) => {
    if (!refused.has(request.raw.socket)) {
      done();
      return;
    }
    void reply.header('connection', 'close');
    sendError(reply, unavailable('Too many connections are open, please try again'));
  });
}
