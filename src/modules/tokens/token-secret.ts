import { hash, randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';

/**
 * `dz_` + 43 characters of base62 (at least 256 random bits) + 6 characters of base62: the CRC-32 of what stands
 * before them. A mistyped secret is recognised without the database, and a leaked one by a secret scanner:
 * `\bdz_[0-9A-Za-z]{49}\b`.
 */
const prefix = 'dz_';
const randomCharacters = 43;
const checksumCharacters = 6;
const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const shape = /^dz_[0-9A-Za-z]{49}$/;

function base62(value: bigint, length: number): string {
  let text = '';
  for (let rest = value; text.length < length; rest /= 62n) text = alphabet.charAt(Number(rest % 62n)) + text;
  return text;
}

const checksum = (text: string) => base62(BigInt(crc32(text)), checksumCharacters);

export function makeSecret(): string {
  // 62^43 exceeds 2^256, so that no two values of 32 bytes share a text.
  const random = BigInt(`0x${randomBytes(32).toString('hex')}`);
  const body = prefix + base62(random, randomCharacters);
  return body + checksum(body);
}

/** Whether the text can be a secret at all. */
export function isWellFormedSecret(text: string): boolean {
  if (!shape.test(text)) return false;
  const body = text.slice(0, -checksumCharacters);
  return checksum(body) === text.slice(-checksumCharacters);
}

/** The hash under which a secret is stored. */
export const hashSecret = (secret: string): Buffer => Buffer.from(hexHashOf(secret), 'hex');

/** The same hash as text, 64 hexadecimal digits: the key by which a principal is cached. */
export const hexHashOf = (secret: string): string => hash('sha256', secret);
