const etags = new WeakMap<object, string>();

/**
 * What a proxy that compresses responses makes of `"…"`, whose 27 characters are a hash: `W/"…"`, `"…-gzip"`, `"…-zstd"`
 * and the like.
 */
const rewritten = /^(?:W\/)?"([\w-]{27})(?:(?:--?|;)(?:x-gzip|gzip|gunzip|br|zstd|deflate|bzip2))?"$/;

/** Remembers the ETag as the service sent it, without what a proxy has added. */
export function rememberEtag<T>(body: T, etag: string | null): T {
  if (etag !== null && typeof body === 'object' && body !== null) {
    etags.set(body, etag.replace(rewritten, '"$1"'));
  }
  return body;
}

/**
 * The ETag that came with what a call of this client has returned, for `ifMatch`.
 * @throws TypeError if it came without one, as the items of a list do: read it by its id
 */
export function etagOf(resource: object): string {
  const etag = etags.get(resource);
  if (etag === undefined) throw new TypeError('This came without an ETag: read the resource by its id');
  return etag;
}
