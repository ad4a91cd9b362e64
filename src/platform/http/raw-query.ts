/** The query of a request: each parameter with its last value, as in the source API, and the names as they were sent. */
export interface RawQuery {
  readonly values: Readonly<Record<string, string>>;
  readonly names: ReadonlySet<string>;
}

/**
 * Reads a query as Python's `parse_qsl` does, which is what WHATWG's URLSearchParams does: bytes that are not UTF-8 are
 * U+FFFD, a percent sign that encodes nothing stays, a parameter without `=` is empty.
 */
export function parseQuery(text: string): RawQuery {
  const values = Object.create(null) as Record<string, string>;
  if (text === '') return { values, names: new Set() };
  const names = new Set<string>();
  // URLSearchParams drops a question mark at the start, where it is part of the first name.
  for (const [name, value] of new URLSearchParams(text.startsWith('?') ? `&${text}` : text)) {
    names.add(name);
    values[name] = value;
  }
  return { values, names };
}

/** A decoded path: invalid UTF-8 becomes U+FFFD, and an invalid escape stays, as in the source API. */
export function decodablePath(url: string): string {
  if (!url.includes('%')) return url;
  const end = url.search(/[?#]/);
  const path = end === -1 ? url : url.slice(0, end);
  try {
    decodeURIComponent(path);
    return url;
  } catch {
    return path.split('/').map(decodableSegment).join('/') + url.slice(path.length);
  }
}

function decodableSegment(segment: string): string {
  const value = segment.replaceAll('+', '%2B').replaceAll('&', '%26');
  return encodeURIComponent(new URLSearchParams(`segment=${value}`).get('segment') ?? '');
}
