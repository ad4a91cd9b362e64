import { hash } from 'node:crypto';

/** A strong ETag: the same for the same bytes, and only for them. */
export const etagOf = (body: string | Buffer) => `"${hash('sha1', body, 'base64url')}"`;

/**
 * What a proxy adds to a strong ETag when it compresses or decompresses the response: Caddy `-gzip` and `-zstd`,
 * Apache `-gzip`, `-gunzip` and `-br`, lighttpd `-deflate`, Jetty `--gzip`, others `;gzip`. No ETag of this service
 * ends like that: one is a hash of 27 characters, the other a version and one of this service's own encodings.
 */
const proxySuffix =
  /(?<=^(?:W\/)?"(?:[\w-]{27}|[\w-]{12}-(?:br|gzip|identity)))(?:--?|;)(?:x-gzip|gzip|gunzip|br|zstd|deflate|bzip2)(?="$)/;

/** The ETags of an `If-Match` or `If-None-Match` header, as the service sent them; a `W/` remains. */
export const etagsIn = (header: string): string[] =>
  header.split(',').map((candidate) => candidate.trim().replace(proxySuffix, ''));

/** RFC 9110, 13.1.2: the comparison is the weak one. */
export const matchesNone = (ifNoneMatch: string | undefined, etag: string): boolean =>
  ifNoneMatch === undefined ||
  (ifNoneMatch.trim() !== '*' &&
    !etagsIn(ifNoneMatch).some((candidate) => candidate.replace(/^W\//, '') === etag));
