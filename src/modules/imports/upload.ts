import { PassThrough, pipeline } from 'node:stream';
import { Busboy, type BusboyInstance } from '@fastify/busboy';
import type { FastifyRequest } from 'fastify';
import { Issue, locate, missing } from '../../pydantic/issues.js';
import type { Caller } from '../../platform/http/caller.js';
import {
  ApiError,
  assertNoContentCoding,
  badRequest,
  bodyTooLarge,
  unprocessable,
} from '../../platform/http/errors.js';
import type { ImportActor } from './imports.service.js';

export interface Upload {
  readonly fileName: string;
  /** @throws 413 where there is more of it than may be, 400 where it has not been sent to its end */
  readonly bytes: AsyncIterable<Uint8Array>;
}

export const importMaxBytesToken = Symbol('the most bytes of a file that is sent');

/** For the document. */
export const uploadBody = {
  schema: {
    type: 'object' as const,
    required: ['file'],
    properties: { file: { type: 'string' as const, format: 'binary' } },
  },
};

/** Whom the events of an import name. */
export const importActor = ({ principal, userEmail, requestId }: Caller): ImportActor => ({
  token_id: principal.tokenId,
  user_email: userEmail,
  request_id: requestId,
});

const multipart = /^multipart\/form-data\s*;/i;
const maxFileNameLength = 255;
/** Parts of other names are skipped; a form of more parts than this is not one for a file of customers. */
const maxParts = 40;

const unparsable = () => badRequest('There was an error parsing the body');

const cutOff = () => badRequest('The body is incomplete: the connection ended before it was sent');

/**
 * Finds the part `file` of a `multipart/form-data` request and streams its bytes. The body is read only after a request has
 * passed all earlier checks, with the parser that @fastify/multipart uses.
 *
 * A file that a boundary has ended is complete, even where the body is cut after it, as Starlette has it.
 *
 * @throws 413, 415, 422 where there is no file, and 400 where the body is not multipart
 */
export function receiveUpload({ raw }: FastifyRequest, maxBytes: number): Promise<Upload> {
  const { 'content-length': length, 'content-type': type = '' } = raw.headers;
  if (Number(length) > maxBytes) {
    raw.resume();
    throw bodyTooLarge(maxBytes);
  }
  assertNoContentCoding(raw.headers);
  if (!multipart.test(type)) throw new ApiError(415, 'The body has to be multipart/form-data with a file');
  let parser: BusboyInstance;
  try {
    parser = new Busboy({
      headers: { ...raw.headers, 'content-type': type },
      limits: { parts: maxParts, fieldSize: 65_536, fileSize: maxBytes },
    });
  } catch {
    raw.resume();
    throw unparsable();
  }
  /** Reads the rest of the body without parsing it, so that the client, which may still be sending, gets the response. */
  const discardRest = () => {
    raw.unpipe(parser);
    raw.resume();
  };
  /** A client that goes may leave bytes behind that nothing reads any more, although it has sent them all. */
  const onCut = (listener: () => void) => {
    const check = () => {
      if (!raw.readableEnded) listener();
    };
    if (raw.closed) check();
    else raw.once('close', check);
  };
  return new Promise((resolve, reject) => {
    const refuse = (error: ApiError) => {
      discardRest();
      reject(error);
    };
    let isFound = false;
    parser.on('file', (name, file, fileName) => {
      // The parser emits the error of a cut part in a later tick, whether or not its reader has begun by then.
      if (name !== 'file' || isFound) {
        file.on('error', () => undefined).resume();
        return;
      }
      isFound = true;
      const isTooLarge = { now: false };
      file.once('limit', () => (isTooLarge.now = true));
      const bytes = new PassThrough().on('error', () => undefined);
      file.once('error', () => bytes.destroy(unparsable()));
      pipeline(file, bytes, discardRest);
      onCut(() => {
        // A boundary may have ended the file before the client went.
        if (!bytes.writableEnded) bytes.destroy(cutOff());
      });
      resolve({
        fileName: [...(fileName ?? '')].slice(0, maxFileNameLength).join('').replaceAll('\0', ''),
        bytes: limited(bytes, isTooLarge, maxBytes),
      });
    });
    parser.once('finish', () => {
      if (!isFound) refuse(unprocessable([locate(missing, ['body', 'file'], null)]));
    });
    // An error of the body after the file has ended changes nothing; a file that it cuts gets an error as well.
    parser.on('error', () => {
      if (!isFound) refuse(unparsable());
    });
    onCut(() => {
      if (!isFound) reject(cutOff());
    });
    raw.on('error', () => undefined);
    raw.pipe(parser);
  });
}

async function* limited(
  file: AsyncIterable<Uint8Array>,
  isTooLarge: { readonly now: boolean },
  maxBytes: number,
): AsyncGenerator<Uint8Array> {
  for await (const piece of file) yield piece;
  if (isTooLarge.now) throw bodyTooLarge(maxBytes);
}

/** Maps an unreadable file to its response. */
export const unreadable = (fileName: string, error: string): ApiError =>
  unprocessable([
    locate(new Issue('value_error', `Value error, ${error}`, { error }), ['body', 'file'], fileName),
  ]);
