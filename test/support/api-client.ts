import { assertDocumented } from './document-check.js';

export type Json = Record<string, unknown>;

export interface ApiResponse {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body as JSON; `undefined` where there is none. */
  readonly body: Json;
}

export interface RequestOptions {
  readonly headers?: Readonly<Record<string, string | undefined>>;
  /** Sent as JSON. */
  readonly json?: unknown;
  /** Sent as it is. */
  readonly raw?: string | Uint8Array<ArrayBuffer>;
}

/**
 * Real HTTP, with a token and a business; a header that is `undefined` is not sent. Every answer is held against the
 * OpenAPI document.
 */
export class ApiClient {
  constructor(
    readonly url: string,
    readonly token: string,
    readonly businessId: string,
  ) {}

  async request(method: string, path: string, options: RequestOptions = {}): Promise<ApiResponse> {
    const { json, raw } = options;
    const headers = {
      authorization: `Bearer ${this.token}`,
      'x-business-id': this.businessId,
      ...(json === undefined && raw === undefined ? {} : { 'content-type': 'application/json' }),
      ...options.headers,
    };
    const body = json === undefined ? raw : JSON.stringify(json);
    const response = await fetch(`${this.url}${path}`, {
      method,
      headers: Object.entries(headers).flatMap(([name, value]) =>
        value === undefined ? [] : [[name, value] as [string, string]],
      ),
      ...(body === undefined ? {} : { body }),
    });
    const text = await response.text();
    assertDocumented({ method, path, status: response.status, headers: response.headers, text });
    const isJson = response.headers.get('content-type')?.includes('json') === true;
    return {
      status: response.status,
      headers: response.headers,
      text,
      body: isJson && text !== '' ? (JSON.parse(text) as Json) : {},
    };
  }

  get(path: string, options?: RequestOptions): Promise<ApiResponse> {
    return this.request('GET', `/api/v1${path}`, options);
  }

  post(path: string, json?: unknown, options?: RequestOptions): Promise<ApiResponse> {
    return this.request('POST', `/api/v1${path}`, { ...(json === undefined ? {} : { json }), ...options });
  }

  put(path: string, json: unknown, options?: RequestOptions): Promise<ApiResponse> {
    return this.request('PUT', `/api/v1${path}`, { json, ...options });
  }

  delete(path: string, options?: RequestOptions): Promise<ApiResponse> {
    return this.request('DELETE', `/api/v1${path}`, options);
  }
}
