const etags = new WeakMap<object, string>();

/** As the service has sent it: a proxy that compresses adds `W/`, and what has that never matches. */
export function rememberEtag<T>(body: T, etag: string | null): T {
  if (etag !== null && typeof body === 'object' && body !== null) etags.set(body, etag.replace(/^W\//, ''));
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
