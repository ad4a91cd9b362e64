import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CustomersClient, type ClientOptions } from '../../clients/typescript/src/index.js';
import type { ApiClient } from '../support/api-client.js';
import { checkedFetch } from '../support/checked-fetch.js';

/** The client, as the given token in the given business; its answers are checked as those of the tests' own are. */
export const clientOf = ({ url, token, businessId }: ApiClient, options: Partial<ClientOptions> = {}) =>
  new CustomersClient({ baseUrl: url, token, businessId, fetch: checkedFetch, ...options });

export interface Received {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingMessage['headers'];
  /** In milliseconds of a steady clock. */
  readonly at: number;
}

export type Answer = (response: ServerResponse, request: IncomingMessage) => void;

export interface Loopback {
  readonly url: string;
  readonly received: Received[];
  stop(): Promise<void>;
}

/** A server that gives the answers one after the other, and the last of them for ever. */
export async function startLoopback(...answers: readonly Answer[]): Promise<Loopback> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    const { method, url, headers } = request;
    const answer = answers[Math.min(received.length, answers.length - 1)];
    received.push({ method, url, headers, at: performance.now() });
    request.resume().on('end', () => answer?.(response, request));
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    received,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => void server.close(resolve));
    },
  };
}

export const answer =
  (status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Answer =>
  (response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(JSON.stringify(body));
  };

export const drop: Answer = (_, request) => void request.socket.destroy();
