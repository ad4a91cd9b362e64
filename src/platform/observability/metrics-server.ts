import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { Metrics } from './metrics.js';

export const metricsContentType = 'text/plain; version=0.0.4; charset=utf-8';

/** The port of METRICS_PORT cannot be had: one sentence for the operator. */
export class MetricsPortError extends Error {}

/**
 * Answers `GET /metrics` on a separate port, which a firewall can keep for Prometheus alone, and which answers also
 * while the API's own sockets are busy.
 *
 * @throws MetricsPortError
 */
export async function listenForScrapes(metrics: Metrics, port: number, host: string): Promise<Server> {
  const server = createServer((request, response) => {
    if (request.method !== 'GET' || request.url?.split('?')[0] !== '/metrics') {
      response.writeHead(404).end();
      return;
    }
    metrics.text().then(
      (text) => response.writeHead(200, { 'content-type': metricsContentType }).end(text),
      () => response.writeHead(500).end(),
    );
  });
  server.listen(port, host);
  await once(server, 'listening').catch((error: unknown) => {
    throw new MetricsPortError(`METRICS_PORT cannot be listened at (${(error as Error).message}).`, {
      cause: error,
    });
  });
  return server;
}
