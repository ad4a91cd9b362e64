import { lookup as resolve } from 'node:dns';
import { Agent as HttpAgent, type IncomingMessage, request as requestHttp } from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { isPublicAddress } from './addresses.js';

/** How long an endpoint may take to answer, in milliseconds. */
export const timeoutMs = 10_000;
/** How much of an answer is read, in bytes: nobody looks at the answer, but the connection shall end well. */
const mostAnswerBytes = 65_536;

/** What became of one attempt. */
export interface Outcome {
  /** What the endpoint has answered; null: nothing. */
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

/** The host of a URL as an address, where it is one. */
export const addressOf = ({ hostname }: URL): string | undefined => {
  const host = hostname.replace(/^\[|\]$/g, '');
  return isIP(host) === 0 ? undefined : host;
};

/**
 * Sends messages to endpoints that anybody may have named. Which address a name stands for is asked once, by the
 * connection itself, so that what is looked at is what is connected to, whatever the name says a moment later.
 */
export class Sender {
  private readonly agents: { readonly http: HttpAgent; readonly https: HttpsAgent };

  /** @param allowPrivate whether endpoints may be in the network that the service is in */
  constructor(
    private readonly allowPrivate: boolean,
    resolveName: Resolve = resolve,
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
   * Never rejects, unless `stop` says so: then it is not known whether the endpoint has taken the message.
   *
   * @param stop the process is about to end
   */
  async send(
    url: URL,
    headers: Readonly<Record<string, string>>,
    body: string,
    stop: AbortSignal,
  ): Promise<Outcome> {
    // The look-up guards names; an address is not looked up.
    if (!this.mayReach(url)) return failed(new NotPublicError().message);
    const attempt = new AbortController();
    const abort = () => attempt.abort();
    const timer = setTimeout(abort, timeoutMs);
    stop.addEventListener('abort', abort);
    try {
      return outcomeOf(await this.post(url, headers, body, attempt.signal));
    } catch (error) {
      stop.throwIfAborted();
      if (attempt.signal.aborted) return failed(`No answer within ${timeoutMs / 1_000} seconds`);
      return failed(sentence(error));
    } finally {
      clearTimeout(timer);
      stop.removeEventListener('abort', abort);
    }
  }

  private post(
    url: URL,
    headers: Readonly<Record<string, string>>,
    body: string,
    signal: AbortSignal,
  ): Promise<IncomingMessage> {
    const bytes = Buffer.from(body);
    const isSecure = url.protocol === 'https:';
    return new Promise((done, fail) => {
      const outgoing = (isSecure ? requestHttps : requestHttp)(url, {
        method: 'POST',
        agent: isSecure ? this.agents.https : this.agents.http,
        headers: { ...headers, 'content-length': bytes.length },
        signal,
      });
      outgoing.on('error', fail).on('response', (answer) => {
        let length = 0;
        answer
          .on('data', (chunk: Buffer) => {
            length += chunk.length;
            if (length > mostAnswerBytes) answer.destroy();
          })
          // The status was said: how the rest of the answer ends makes no difference.
          .on('error', () => undefined)
          .on('close', () => done(answer));
      });
      outgoing.end(bytes);
    });
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

function outcomeOf({ statusCode = 0, headers }: IncomingMessage): Outcome {
  const isTaken = statusCode >= 200 && statusCode < 300;
  const isRedirect = statusCode >= 300 && statusCode < 400;
  const answered = `The endpoint answered ${statusCode}`;
  const retryAfter = headers['retry-after'] ?? '';
  return {
    status: statusCode,
    error: isTaken ? null : isRedirect ? `${answered}; redirects are not followed` : answered,
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

/** The sentence says nothing of the network that the service is in. */
function sentence(error: unknown): string {
  if (error instanceof NotPublicError) return error.message;
  const hasCode = typeof error === 'object' && error !== null && 'code' in error;
  const code = hasCode ? String(error.code) : '';
  if (/CERT|TLS|SSL|EPROTO/.test(code)) return 'No secure connection could be made';
  return sentences[code] ?? 'It could not be sent';
}
