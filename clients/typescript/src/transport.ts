import { randomUUID } from 'node:crypto';
import { ConnectionError, errorOf } from './errors.js';
import { rememberEtag } from './etags.js';
import { delayBefore, type RetryOptions, retryAfterSeconds, wait } from './retries.js';
import type { ValidationDetail } from './types.js';

export interface CallOptions {
  /** Ends the call, its retries and its waits. */
  readonly signal?: AbortSignal;
}

/** Of a call that changes something that is there. */
export interface ChangeOptions extends CallOptions {
  /** Change it only if it is still as it was when it had this ETag: see `etagOf`. */
  readonly ifMatch?: string;
}

/** Of a call that creates or changes. */
export interface UpsertOptions extends ChangeOptions {
  /** `*`: create only. */
  readonly ifNoneMatch?: '*';
}

/** Of a POST in a business. */
export interface PostOptions extends CallOptions {
  /** Makes calls of different processes one; by default each call has a separate key, which its retries share. */
  readonly idempotencyKey?: string;
}

export interface Connection extends RetryOptions {
  readonly baseUrl: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly fetch: typeof globalThis.fetch;
}

export type Query = Readonly<Record<string, string | number | boolean | undefined>>;

export interface Call extends UpsertOptions, PostOptions {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Below /api/v1. */
  readonly path: string;
  readonly query?: object;
  readonly json?: unknown;
  readonly form?: FormData;
  /** A POST with a key may be sent again whatever has become of the one before it. */
  readonly keyed?: boolean;
}

/** @throws TypeError on what would make another path of it */
export function pathOf(...segments: readonly string[]): string {
  return segments
    .map((segment) => {
      if (segment === '' || segment === '.' || segment === '..')
        throw new TypeError(`Not an id: "${segment}"`);
      return `/${encodeURIComponent(segment)}`;
    })
    .join('');
}

function urlOf({ baseUrl }: Connection, { path, query = {} }: Call): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query as Query)) {
    if (value !== undefined) parameters.set(name, String(value));
  }
  const suffix = parameters.size === 0 ? '' : `?${parameters.toString()}`;
  return `${baseUrl}/api/v1${path}${suffix}`;
}

function requestOf({ headers }: Connection, call: Call): RequestInit {
  const { method, json, form, ifMatch, ifNoneMatch, idempotencyKey = randomUUID(), keyed = false } = call;
  return {
    method,
    headers: {
      accept: 'application/json',
      ...headers,
      ...(json === undefined ? {} : { 'content-type': 'application/json' }),
      ...(ifMatch === undefined ? {} : { 'if-match': ifMatch }),
      ...(ifNoneMatch === undefined ? {} : { 'if-none-match': ifNoneMatch }),
      ...(keyed ? { 'idempotency-key': idempotencyKey } : {}),
    },
    ...(json === undefined ? {} : { body: JSON.stringify(json) }),
    ...(form === undefined ? {} : { body: form }),
  };
}

/** An answer, with the text of its body; `undefined` where none came, and `failure` says why. */
interface Attempt {
  readonly response?: Response;
  readonly text: string;
  readonly failure?: unknown;
}

/** @param isStream leaves the body of a success to the caller, without a time limit */
async function attempt(
  connection: Connection,
  url: string,
  init: RequestInit,
  isStream: boolean,
): Promise<Attempt> {
  const ending = new AbortController();
  const timer = setTimeout(() => ending.abort(new Error('The time is over')), connection.timeoutMs);
  const signal = init.signal ? AbortSignal.any([init.signal, ending.signal]) : ending.signal;
  try {
    const response = await connection.fetch(url, { ...init, signal });
    return { response, text: isStream && response.ok ? '' : await response.text() };
  } catch (failure) {
    init.signal?.throwIfAborted();
    return { text: '', failure };
  } finally {
    clearTimeout(timer);
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A proxy in between may send other responses than the service. */
function detailOf({ statusText }: Response, text: string): string | readonly ValidationDetail[] {
  const detail = (parsed(text) as { detail?: unknown } | null | undefined)?.detail;
  if (Array.isArray(detail)) return detail as readonly ValidationDetail[];
  return typeof detail === 'string' ? detail : statusText;
}

/** Whether sending it again can do no harm and may help. */
function isWorthARetry(
  { method, keyed = false }: Call,
  status: number | undefined,
  wasLost: boolean,
): boolean {
  // It was refused before anything was done.
  if (status === 429) return true;
  const isRepeatable = method !== 'POST' || keyed;
  if (status === undefined || status === 502 || status === 503 || status === 504) return isRepeatable;
  // The attempt that was lost may still be running under the same key.
  return status === 409 && keyed && wasLost;
}

/**
 * @returns the body of the answer; `undefined` where it has none
 * @throws ApiError, ConnectionError, or the reason of the signal
 */
export async function send<T>(connection: Connection, call: Call): Promise<T> {
  const { response, text } = await succeed(connection, call, false);
  const body = text === '' ? undefined : JSON.parse(text);
  return rememberEtag(body as T, response.headers.get('etag'));
}

/** The body of the answer as it comes. @throws as `send`; what reads it, if the connection is lost */
export async function open(connection: Connection, call: Call): Promise<ReadableStream<Uint8Array>> {
  const { response } = await succeed(connection, call, true);
  return response.body ?? new Blob([]).stream();
}

async function succeed(
  connection: Connection,
  call: Call,
  isStream: boolean,
): Promise<{ readonly response: Response; readonly text: string }> {
  const { signal } = call;
  signal?.throwIfAborted();
  const url = urlOf(connection, call);
  const init = { ...requestOf(connection, call), ...(signal === undefined ? {} : { signal }) };
  let wasLost = false;
  for (let retry = 0; ; retry += 1) {
    const { response, text, failure } = await attempt(connection, url, init, isStream);
    if (response?.ok === true) return { response, text };
    const asked = retryAfterSeconds(response?.headers.get('retry-after') ?? null);
    const milliseconds = isWorthARetry(call, response?.status, wasLost)
      ? delayBefore(retry, asked, connection)
      : undefined;
    if (milliseconds === undefined) {
      if (response === undefined) {
        throw new ConnectionError(`No answer from ${connection.baseUrl}`, { cause: failure });
      }
      throw errorOf({
        status: response.status,
        detail: detailOf(response, text),
        requestId: response.headers.get('x-request-id'),
        retryAfterSeconds: asked,
      });
    }
    wasLost ||= response === undefined || response.status !== 429;
    await wait(milliseconds, signal);
  }
}
