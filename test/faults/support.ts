import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { ApiClient } from '../support/api-client.js';
import { checkedFetch } from '../support/checked-fetch.js';

const script = fileURLToPath(new URL('load.mjs', import.meta.url));

/** How often each status was answered; `none`: the connection was closed without an answer. */
export type Counts = Readonly<Record<string, number>>;

/** One request, as bytes. */
export function requestOf(
  { url, token, businessId }: ApiClient,
  method: string,
  path: string,
  { json, headers = {} }: { json?: unknown; headers?: Readonly<Record<string, string>> } = {},
): string {
  const body = json === undefined ? '' : JSON.stringify(json);
  const lines = Object.entries({
    host: new URL(url).host,
    authorization: `Bearer ${token}`,
    'x-business-id': businessId,
    ...(json === undefined
      ? {}
      : { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(body)) }),
    ...headers,
  }).map(([name, value]) => `${name}: ${value}\r\n`);
  return `${method} /api/v1${path} HTTP/1.1\r\n${lines.join('')}\r\n${body}`;
}

/** @param connections the bytes that each connection sends at once */
export async function load(url: string, connections: readonly (readonly string[])[]): Promise<Counts> {
  const child = fork(script, [], { execArgv: [] });
  const result = once(child, 'message');
  child.send({ url, connections });
  const [counts] = (await result) as [Counts];
  return counts;
}

/** The latencies of a list, asked for again and again until `during` is over. */
export async function latencies(api: ApiClient, during: Promise<unknown>): Promise<number[]> {
  const state = { isOver: false };
  const end = during.finally(() => (state.isOver = true));
  const taken: number[] = [];
  const { url, token, businessId } = api;
  const headers = { authorization: `Bearer ${token}`, 'x-business-id': businessId };
  while (!state.isOver) {
    const start = performance.now();
    const answer = await checkedFetch(`${url}/api/v1/customers?limit=50`, { headers });
    await answer.arrayBuffer();
    if (answer.status !== 200) throw new Error(`The list was answered with ${answer.status}`);
    taken.push(performance.now() - start);
  }
  await end;
  return taken;
}

export const p99 = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.ceil(values.length * 0.99) - 1] ?? Number.NaN;

/** Prints for the reader of the run, bypassing Jest's console. */
export const report = (line: string): void => void process.stderr.write(`    ${line}\n`);
