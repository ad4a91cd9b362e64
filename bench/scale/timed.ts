import type { Call } from '../load/workload.js';

/** @returns how long the call took, in milliseconds. @throws where it is not answered with a 2xx */
export async function timed(
  url: string,
  headers: Readonly<Record<string, string>>,
  { method, path, body }: Call,
): Promise<number> {
  const started = performance.now();
  const response = await fetch(url + path, { method, headers, ...(body === undefined ? {} : { body }) });
  const text = await response.text();
  const ms = performance.now() - started;
  if (!response.ok)
    throw new Error(`${method} ${path} answers with ${response.status}: ${text.slice(0, 500)}`);
  return ms;
}
