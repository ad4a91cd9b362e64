import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import { assertNoContentCoding, badRequest, bodyTooLarge, unsupportedMediaType } from './errors.js';
import { JsonBody } from './json-body.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Of a route that takes a body, once it was read. */
    inputBody: JsonBody | undefined;
  }
}

/** 1 MiB, as the contract has it. */
export const bodyLimitBytes = 1024 * 1024;

/**
 * How much of a refused body is read and dropped: otherwise a client that is still sending could not read the answer.
 */
const discardLimitBytes = 16 * bodyLimitBytes;

const byteOrderMark = 0xfeff;

/**
 * Takes a JSON body, which nothing has touched before: 413, then 415, then 400 for invalid UTF-8. An absent body is
 * `undefined`.
 */
export async function readJsonBody(request: IncomingMessage): Promise<JsonBody | undefined> {
  const length = request.headers['content-length'];
  if (length === undefined && request.headers['transfer-encoding'] === undefined) return undefined;
  if (Number(length) > bodyLimitBytes) throw refuse(request);
  if (length === '0') return undefined;
  const contentType = request.headers['content-type'] ?? '';
  assertNoContentCoding(request.headers);
  if (length !== undefined && !isJson(contentType)) throw unsupportedMediaType();
  const bytes = await readBytes(request);
  if (bytes.length === 0) return undefined;
  if (!isJson(contentType)) throw unsupportedMediaType();
  return decode(bytes);
}

function refuse(request: IncomingMessage) {
  let size = 0;
  request.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size > discardLimitBytes) request.destroy();
  });
  return bodyTooLarge(bodyLimitBytes);
}

/** A longer content type is not worth the time that the patterns would take. */
const maxContentTypeLength = 1_024;

const jsonMediaType = /^(?:application\/json|[^\s/;]+\/[^\s/;]*\+json)$/i;
const parameter = /;\s*([^\s=;]*)\s*(?:=\s*("(?:[^"\\]|\\.)*"|[^;]*))?/g;

/** `application/json`, or any type that ends in `+json`, with any parameters but a charset that is not UTF-8. */
function isJson(contentType: string): boolean {
  if (contentType === 'application/json') return true;
  if (contentType.length > maxContentTypeLength) return false;
  const semicolon = contentType.indexOf(';');
  const mediaType = semicolon === -1 ? contentType : contentType.slice(0, semicolon);
  if (!jsonMediaType.test(mediaType.trim())) return false;
  return [...contentType.slice(mediaType.length).matchAll(parameter)].every(
    ([, name = '', value = '']) => name.toLowerCase() !== 'charset' || isUtf8Name(value),
  );
}

/** An empty charset says nothing. */
const isUtf8Name = (charset: string) => /^"?\s*(?:utf-?8)?\s*"?$/i.test(charset.trim());

function readBytes(request: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const take = (chunk: Buffer) => {
      size += chunk.length;
      chunks.push(chunk);
      if (size <= bodyLimitBytes) return;
      request.off('data', take);
      reject(refuse(request));
    };
    // A client that goes away in the middle leaves a body that never ends; it is not there to read the answer.
    const leave = () => reject(badRequest('The body is incomplete: the connection ended before it was sent'));
    request.on('data', take);
    request.once('error', leave);
    request.once('close', leave);
    request.once('end', () => {
      // The error is made only where it is needed: every request closes, and a stack costs time.
      request.off('close', leave);
      const [first] = chunks;
      resolve(chunks.length === 1 && first ? first : Buffer.concat(chunks, size));
    });
  });
}

/** UTF-16 and UTF-32, whose bytes may be valid UTF-8 too, are recognised by a NUL as in CPython's `json.detect_encoding`. */
const isWide = ({ length, 0: first, 1: second }: Buffer) => length >= 4 && (first === 0 || second === 0);

function decode(bytes: Buffer): JsonBody {
  if (!isUtf8(bytes) || isWide(bytes)) throw badRequest('There was an error parsing the body');
  const text = bytes.toString('utf8');
  return new JsonBody(text.charCodeAt(0) === byteOrderMark ? text.slice(1) : text);
}
