import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import { parse } from 'lossless-json';
import { badRequest, bodyTooLarge, unprocessable, unsupportedMediaType } from './errors.js';
import { describeJsonError } from '../fields/parsing/json-syntax.js';

/** 1 MiB, as the contract has it. */
export const bodyLimitBytes = 1024 * 1024;

/** How much of a refused body is taken and forgotten: a client that is still sending could not read the answer else. */
const discardLimitBytes = 16 * bodyLimitBytes;

export interface JsonBody {
  readonly value: unknown;
  /** As it was sent, so that a 422 can echo numbers that JavaScript would round. */
  readonly text: string;
}

const jsonMediaType =
  /^\s*application\/(?:json|[\w.!#$&^-]+\+json)\s*(?:;\s*charset\s*=\s*"?utf-?8"?\s*|;\s*(?!charset)[\w-]+\s*=\s*(?:"[^"]*"|[^\s;"]+)\s*)*;?\s*$/i;

const byteOrderMark = 0xfeff;
const replacement = Buffer.from('\ufffd');

/**
 * Reads a JSON body, which nothing has touched before: 413, then 415, then 422 `json_invalid`. An absent body is
 * `undefined`.
 */
export async function readJsonBody(request: IncomingMessage): Promise<JsonBody | undefined> {
  const length = request.headers['content-length'];
  if (length === undefined && request.headers['transfer-encoding'] === undefined) return undefined;
  if (Number(length) > bodyLimitBytes) throw refuse(request);
  if (length === '0') return undefined;
  const contentType = request.headers['content-type'] ?? '';
  const coding = request.headers['content-encoding'] ?? 'identity';
  if (coding.toLowerCase() !== 'identity') throw unsupportedMediaType();
  if (length !== undefined && !isJson(contentType)) throw unsupportedMediaType();
  const bytes = await readBytes(request);
  if (bytes.length === 0) return undefined;
  if (!isJson(contentType)) throw unsupportedMediaType();
  return parseJson(bytes);
}

function refuse(request: IncomingMessage) {
  let size = 0;
  request.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size > discardLimitBytes) request.destroy();
  });
  return bodyTooLarge(bodyLimitBytes);
}

/** A longer one is not worth the time that the pattern would take. */
const longestContentType = 256;

const isJson = (contentType: string) =>
  contentType === 'application/json' ||
  (contentType.length <= longestContentType && jsonMediaType.test(contentType));

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
    const leave = () => reject(badRequest('The body has not been sent to its end'));
    request.on('data', take);
    request.once('error', leave);
    request.once('close', leave);
    request.once('end', () => {
      // Every request closes: an error made then, with its stack, would be made for nothing.
      request.off('close', leave);
      const [first] = chunks;
      resolve(chunks.length === 1 && first ? first : Buffer.concat(chunks, size));
    });
  });
}

function parseJson(bytes: Buffer): JsonBody {
  const decoded = bytes.toString('utf8');
  const start = decoded.charCodeAt(0) === byteOrderMark ? 1 : 0;
  if (!isUtf8(bytes)) throw invalidJson(firstInvalid(bytes, decoded) - start, 'Invalid UTF-8');
  const text = decoded.slice(start);
  try {
    return { value: JSON.parse(text), text };
  } catch {
    const { offset, expected } = describeJsonError(text);
    throw invalidJson(offset, expected);
  }
}

/** How many characters stand before the first invalid byte: decoding puts U+FFFD there, which may also have been sent. */
function firstInvalid(bytes: Buffer, decoded: string): number {
  let at = 0;
  let offset = 0;
  for (const character of decoded) {
    const length = Buffer.byteLength(character);
    if (character === '\ufffd' && !bytes.subarray(at, at + length).equals(replacement)) break;
    at += length;
    offset += 1;
  }
  return offset;
}

const invalidJson = (offset: number, expected: string) =>
  unprocessable([
    {
      type: 'json_invalid',
      loc: ['body', offset],
      msg: 'JSON decode error',
      input: {},
      ctx: { error: expected },
    },
  ]);

/**
 * The body as it was sent: numbers keep their digits, where `JSON.parse` has rounded them. Falls back to the parsed value where the text nests too deeply to be read again.
 */
export function exactInput(body: JsonBody): unknown {
  if (!/\d/.test(body.text)) return body.value;
  try {
    return parse(body.text, null, { onDuplicateKey: ({ newValue }) => newValue });
  } catch (error) {
    if (error instanceof RangeError) return body.value;
    throw error;
  }
}
