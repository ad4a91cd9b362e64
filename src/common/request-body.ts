import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import { parse } from 'lossless-json';
import { bodyTooLarge, unprocessable, unsupportedMediaType } from './errors.js';
import { describeJsonError } from './parsing/json-syntax.js';

/** 1 MiB, as the contract has it. */
export const bodyLimitBytes = 1024 * 1024;

export interface JsonBody {
  readonly value: unknown;
  /** As it was sent, so that a 422 can echo numbers that JavaScript would round. */
  readonly text: string;
}

const jsonMediaType =
  /^\s*application\/(?:json|[\w.!#$&^-]+\+json)\s*(?:;\s*charset\s*=\s*"?utf-?8"?\s*|;\s*(?!charset)[\w-]+\s*=\s*(?:"[^"]*"|[^\s;"]+)\s*)*;?\s*$/i;

const byteOrderMark = 0xfeff;

/**
 * Reads a JSON body, which nothing has touched before: 413, then 415, then 422 `json_invalid`. An absent body is
 * `undefined`.
 */
export async function readJsonBody(request: IncomingMessage): Promise<JsonBody | undefined> {
  const length = request.headers['content-length'];
  if (length === undefined && request.headers['transfer-encoding'] === undefined) return undefined;
  if (Number(length) > bodyLimitBytes) throw bodyTooLarge(bodyLimitBytes);
  if (length === '0') return undefined;
  const contentType = request.headers['content-type'] ?? '';
  if (length !== undefined && !isJson(contentType)) throw unsupportedMediaType();
  const bytes = await readBytes(request);
  if (bytes.length === 0) return undefined;
  if (!isJson(contentType)) throw unsupportedMediaType();
  return parseJson(bytes);
}

const isJson = (contentType: string) => contentType === 'application/json' || jsonMediaType.test(contentType);

function readBytes(request: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > bodyLimitBytes) {
        request.pause();
        reject(bodyTooLarge(bodyLimitBytes));
        return;
      }
      chunks.push(chunk);
    });
    request.once('end', () => {
      const [first] = chunks;
      resolve(chunks.length === 1 && first ? first : Buffer.concat(chunks, size));
    });
    request.once('error', reject);
    // A client that goes away in the middle leaves a body that never ends.
    request.once('close', () => reject(new Error('The client closed the connection while it sent the body')));
  });
}

function parseJson(bytes: Buffer): JsonBody {
  const decoded = bytes.toString('utf8');
  // Decoding puts U+FFFD where the first invalid byte stands.
  if (!isUtf8(bytes)) throw invalidJson(Math.max(0, decoded.indexOf('\ufffd')), 'Invalid UTF-8');
  const text = decoded.charCodeAt(0) === byteOrderMark ? decoded.slice(1) : decoded;
  try {
    return { value: JSON.parse(text), text };
  } catch {
    const { offset, expected } = describeJsonError(text);
    throw invalidJson(offset, expected);
  }
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
