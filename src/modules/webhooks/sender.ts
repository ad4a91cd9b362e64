import { lookup } from 'node:dns';
import { Agent as HttpAgent, request as requestHttp } from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { isPublicAddress } from './addresses.js';
import { resolveByDns } from './resolve-by-dns.js';
import { NoResponseError, postOnce, type ResponseHead, TooManyInterimResponsesError } from './post-once.js';

/** How long an endpoint may take to answer, in milliseconds. */
export const timeoutMs = 10_000;

/** What became of one attempt. */
export interface Outcome {
  /** Status of the response; null if there was none. */
  readonly status: number | null;
  /** Why it was not taken; null: it was. */
  readonly error: string | null;
  /** How long the endpoint asked to be left alone. */
  readonly retryAfterSeconds: number;
}

/** Resolves a host name as `dns.lookup` does with `all`. */
export type Resolve = (
  hostname: string,
  options: { readonly all: true },
  callback: (error: Error | null, addresses: { address: string; family: number }[]) => void,
) => void;

class NotPublicError extends Error {
  override readonly message = 'The address is not public';
}

class AbortedError extends Error {
  override readonly message = 'The process stops; another process sends the message again';
}

/** The host of a URL as an address, where it is one. */
export const addressOf = ({ hostname }: URL): string | undefined => {
  const host = hostname.replace(/^\[|\]$/g, '');
  return isIP(host) === 0 ? undefined : host;
};

/**
 * Sends messages to URLs that any client may have named. A host name is looked up once, by the connection itself, so that
 * the address that was checked is the address that is connected to.
 */
export class Sender {
  private readonly agents: { readonly http: HttpAgent; readonly https: HttpsAgent };
  /** Ends each attempt that is in flight. */
  private readonly inFlight = new Set<(reason: Error) => void>();
  private isAborted = false;

  /**
   * @param allowPrivate whether endpoints may be in the network that the service is in; their names may then be those of
   * /etc/hosts and of search domains
   */
  constructor(
    private readonly allowPrivate: boolean,
    resolveName: Resolve = allowPrivate ? lookup : resolveByDns(),
    private readonly attemptMs = timeoutMs,
  ) {
    const options = { lookup: this.guarded(resolveName) };
    this.agents = { http: new HttpAgent(options), https: new HttpsAgent(options) };
  }

  /** Whether a message may be sent to the URL, as far as can be said without asking for the address of a name. */
  mayReach(url: URL): boolean {
    const address = addressOf(url);
    return this.allowPrivate || address === undefined || isPublicAddress(address);
  }

  /**
   * Settles within the timeout.
   *
   * @throws only after `abort`: whether the endpoint has the message is then unknown
   */
  async send(url: URL, headers: Readonly<Record<string, string>>, body: string): Promise<Outcome> {
    if (this.isAborted) throw new AbortedError();
    // The look-up guards names; an address is not looked up.
    if (!this.mayReach(url)) return failed(new NotPublicError().message);
    const request = url.protocol === 'https:' ? requestHttps : requestHttp;
    const agent = url.protocol === 'https:' ? this.agents.https : this.agents.http;
    const bytes = Buffer.from(body);
    const outgoing = () =>
      request(url, { method: 'POST', agent, headers: { ...headers, 'content-length': bytes.length } });
    const attempt = postOnce(outgoing, bytes, this.attemptMs);
    this.inFlight.add(attempt.abort);
    try {
      return outcomeOf(await attempt.response);
    } catch (error) {
      if (error instanceof AbortedError) throw error;
      return failed(sentence(error, this.attemptMs));
    } finally {
      this.inFlight.delete(attempt.abort);
    }
  }

  /** Ends all attempts that are in flight: the process is about to exit. */
  abort(): void {
    this.isAborted = true;
    for (const abort of this.inFlight) abort(new AbortedError());
  }

  private guarded(resolveName: Resolve): LookupFunction {
    return (hostname, options, callback) => {
      resolveName(hostname, { ...options, all: true }, (error, addresses) => {
        if (error !== null) return callback(error, '', 0);
        const open = addresses.filter(({ address }) => this.allowPrivate || isPublicAddress(address));
        const [first] = open;
        if (first === undefined) return callback(new NotPublicError(), '', 0);
        if (options.all === true) return callback(null, open);
        return callback(null, first.address, first.family);
      });
    };
  }
}

const failed = (error: string): Outcome => ({ status: null, error, retryAfterSeconds: 0 });

function outcomeOf({ statusCode = 0, headers }: ResponseHead): Outcome {
  const isTaken = statusCode >= 200 && statusCode < 300;
  const isRedirect = statusCode >= 300 && statusCode < 400;
  const responded = `The endpoint answered ${statusCode}`;
  const retryAfter = headers['retry-after'] ?? '';
  return {
    status: statusCode,
    error: isTaken ? null : isRedirect ? `${responded}; redirects are not followed` : responded,
    retryAfterSeconds: /^\d{1,6}$/.test(retryAfter) ? Number(retryAfter) : 0,
  };
}

const sentences: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'The connection was refused',
  ECONNRESET: 'The connection was lost',
  EPIPE: 'The connection was lost',
  ENOTFOUND: 'The name of the host is not known',
  EAI_AGAIN: 'The name of the host is not known',
  EHOSTUNREACH: 'The host cannot be reached',
  ENETUNREACH: 'The host cannot be reached',
  ETIMEDOUT: 'The host cannot be reached',
};

/** The sentence reveals nothing about the network that the service is in. */
function sentence(error: unknown, attemptMs: number): string {
  if (error instanceof NotPublicError) return error.message;
  if (error instanceof NoResponseError) return `No response within ${attemptMs / 1_000} seconds`;
  if (error instanceof TooManyInterimResponsesError) return 'The endpoint sent interim responses (1xx) only';
  const hasCode = typeof error === 'object' && error !== null && 'code' in error;
  const code = hasCode ? String(error.code) : '';
  if (code === 'HPE_HEADER_OVERFLOW') return 'The response headers are larger than 16 KiB';
  if (code.startsWith('HPE_')) return 'The endpoint did not answer in HTTP';
  if (/CERT|TLS|SSL|EPROTO|UNABLE_TO_VERIFY|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE/.test(code))
    return 'No secure connection could be made';
  return sentences[code] ?? 'It could not be sent';
}
