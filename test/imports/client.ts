import type { ApiClient, ApiResponse, Json } from '../support/api-client.js';

/** Sends a file as a form does. */
export const sendFile = (
  api: ApiClient,
  path: string,
  file: string | Uint8Array<ArrayBuffer>,
  headers: Readonly<Record<string, string>> = {},
): Promise<ApiResponse> => sendFileNamed(api, path, 'customers.csv', file, headers);

export async function sendFileNamed(
  api: ApiClient,
  path: string,
  name: string,
  file: string | Uint8Array<ArrayBuffer>,
  headers: Readonly<Record<string, string>> = {},
): Promise<ApiResponse> {
  const form = new FormData();
  form.append('file', new Blob([file]), name);
  const request = new Request('http://form.invalid', { method: 'POST', body: form });
  return api.request('POST', `/api/v1${path}`, {
    raw: new Uint8Array(await request.arrayBuffer()),
    headers: { 'content-type': request.headers.get('content-type') ?? '', ...headers },
  });
}

/** What became of the rows. */
export const counts = ({ body }: Pick<ApiResponse, 'body'>) => {
  const { created, updated, unchanged, skipped, failed } = body;
  return { created, updated, unchanged, skipped, failed };
};

export const all = (fields: Partial<ReturnType<typeof counts>>) => ({
  created: 0,
  updated: 0,
  unchanged: 0,
  skipped: 0,
  failed: 0,
  ...fields,
});

export const items = ({ body }: Pick<ApiResponse, 'body'>) => body['items'] as Json[];
