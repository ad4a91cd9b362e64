import { assertDocumented } from './document-check.js';

/**
 * fetch, of the service: every response is held against the OpenAPI document, and handed on. The body of a stream is left
 * to whoever reads it.
 */
export const checkedFetch: typeof fetch = async (input, init) => {
  const request = new Request(input, init);
  const { pathname, search } = new URL(request.url);
  const response = await fetch(request);
  const mediaType = response.headers.get('content-type');
  const isRead = mediaType === null || mediaType.includes('json');
  assertDocumented({
    method: request.method,
    path: pathname + search,
    status: response.status,
    headers: response.headers,
    text: isRead ? await response.clone().text() : undefined,
  });
  return response;
};
