/** The HTTP response to a message. */
export interface ProtocolResponse {
  readonly status: number;
  readonly contentType: string | null;
  readonly text: string;
}

/** A JSON-RPC error for a message that is not answered further. */
export const refusal = (status: number, code: number, message: string): ProtocolResponse => ({
  status,
  contentType: 'application/json; charset=utf-8',
  text: JSON.stringify({ jsonrpc: '2.0', id: null, error: { code, message } }),
});
