import type { ClientRequest, IncomingHttpHeaders, IncomingMessage } from 'node:http';

/** How much of a response body is read, in bytes. It is discarded: reading lets the connection close cleanly. */
const maxBodyBytes = 65_536;
/** A server sends one or two of them (100, 103) before its final response. */
const maxInterimResponses = 20;

/** The status and headers of a final response, or of a 101. */
export interface ResponseHead {
  readonly statusCode?: number | undefined;
  readonly headers: IncomingHttpHeaders;
}

/** The time-out passed before a final response came. */
export class NoResponseError extends Error {}

export class TooManyInterimResponsesError extends Error {}

/** An attempt that is in flight. */
export interface Attempt {
  /**
   * The head, as soon as the response has ended or enough of it was read. It rejects with what prevented a response, and
   * settles within the time-out in any case: Node emits neither `response` nor `error` for some of what a server can do.
   */
  readonly response: Promise<ResponseHead>;
  /** Ends the attempt; without a response so far, `response` rejects with the reason. */
  readonly abort: (reason: Error) => void;
}

/** @param open makes the request, which nothing has been written to yet */
export function postOnce(open: () => ClientRequest, body: Buffer, timeoutMs: number): Attempt {
  let abort: Attempt['abort'] = ignore;
  const response = new Promise<ResponseHead>((done, fail) => {
    const outgoing = open();
    let head: ResponseHead | undefined;
    let interimResponses = 0;
    const settle = (reason: Error) => {
      clearTimeout(timer);
      if (head === undefined) fail(reason);
      else done(head);
      outgoing.destroy();
    };
    const timer = setTimeout(() => settle(new NoResponseError()), timeoutMs);
    abort = settle;
    outgoing
      .on('error', settle)
      .on('close', () => settle(closedEarly()))
      .on('information', () => {
        interimResponses += 1;
        if (interimResponses > maxInterimResponses) settle(new TooManyInterimResponsesError());
      })
      // A 101 takes the socket away from the request, which emits nothing from then on.
      .on('upgrade', (answer, socket) => {
        head = answer;
        socket.on('error', ignore).destroy();
        settle(closedEarly());
      })
      .on('response', (answer) => {
        head = answer;
        discard(answer, () => settle(closedEarly()));
      })
      .end(body);
  });
  return { response, abort };
}

/** Once the head is there, how the body ends makes no difference. */
function discard(answer: IncomingMessage, whenOver: () => void): void {
  let length = 0;
  answer
    .on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length > maxBodyBytes) whenOver();
    })
    .on('error', whenOver)
    .on('close', whenOver);
}

const ignore = () => undefined;

const closedEarly = () => Object.assign(new Error('The connection was closed'), { code: 'ECONNRESET' });
