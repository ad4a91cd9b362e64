import type { FastifyInstance } from 'fastify';
import inject from 'light-my-request';
import { markInProcess } from './in-process.js';

/** A request that the process makes to itself. */
export interface InProcessRequest {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
  /** The address of the client that the request is made for. */
  readonly remoteAddress: string;
}

export interface InProcessResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
}

/**
 * Runs a request through every hook, guard and filter that a client's request passes, without a connection. It is part
 * of the client's request: it holds no slot in flight besides that request's, and a process that drains still runs it.
 */
export async function requestInProcess(
  server: FastifyInstance,
  { method, url, headers, body, remoteAddress }: InProcessRequest,
): Promise<InProcessResponse> {
  const response = await inject(
    (request, reply) => {
      markInProcess(request);
      server.routing(request, reply);
    },
    { method, url, headers, remoteAddress, ...(body === undefined ? {} : { payload: body }) },
  );
  return { status: response.statusCode, headers: response.headers, text: response.payload };
}
