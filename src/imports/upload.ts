import { pipeline } from 'node:stream';
import { Busboy, type BusboyInstance } from '@fastify/busboy';
import type { FastifyRequest } from 'fastify';
import { Issue, locate, missing } from '../fields/issues.js';
import type { Caller } from '../http/caller.js';
import { ApiError, assertNoContentCoding, badRequest, bodyTooLarge, unprocessable } from '../http/errors.js';
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
const longestFileName = 255;

/**
 * The file of a `multipart/form-data` request, as it comes. Bodies are read where a request has passed all the checks
 * before: the parser is the one beneath @fastify/multipart, which reads where Fastify's parsers do.
 *
 * @throws 413, 415, 422 where there is no file, and 400 for what is no multipart
 */
export function receiveUpload({ raw }: FastifyRequest, maxBytes: number): Promise<Upload> {
  const { 'content-length': length, 'content-type': type = '' } = raw.headers;
  if (Number(length) > maxBytes) {
    raw.resume();
    throw bodyTooLarge(maxBytes);
  }
  assertNoContentCoding(raw.headers);
  if (!multipart.test(type)) throw new ApiError(415, 'The body has to be multipart/form-data with a file');
  return new Promise((resolve, reject) => {
    const refuse = (error: unknown) => {
      raw.unpipe();
      raw.resume();
      reject(error instanceof ApiError ? error : badRequest('There was an error parsing the body'));
    };
    let parser: BusboyInstance;
    try {
      parser = new Busboy({
        headers: { ...raw.headers, 'content-type': type },
        limits: { files: 1, fields: 20, fieldSize: 65_536, fileSize: maxBytes },
      });
    } catch (error) {
      refuse(error);
      return;
    }
    let found = false;
    parser.on('file', (name, file, fileName) => {
      if (name !== 'file' || found) {
        file.resume();
        return;
      }
      found = true;
      const isTooLarge = { now: false };
      file.once('limit', () => (isTooLarge.now = true));
      raw.once('close', () => {
        if (!raw.complete) file.destroy(badRequest('The body has not been sent to its end'));
      });
      parser.once('error', () => file.destroy(badRequest('There was an error parsing the body')));
      resolve({
        fileName: [...(fileName ?? '')].slice(0, longestFileName).join('').replaceAll('\0', ''),
        bytes: limited(file, isTooLarge, maxBytes),
      });
    });
    parser.once('finish', () => {
      if (!found) refuse(unprocessable([locate(missing, ['body', 'file'], null)]));
    });
    pipeline(raw, parser, (error) => {
      if (error) refuse(error);
    });
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

/** What cannot be read of a file, as the answer to whoever has sent it. */
export const unreadable = (fileName: string, error: string): ApiError =>
  unprocessable([
    locate(new Issue('value_error', `Value error, ${error}`, { error }), ['body', 'file'], fileName),
  ]);
