import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ApiClient, Json } from '../support/api-client.js';
import type { TestDatabase } from '../support/database.js';
import { until } from '../support/until.js';

/** A message as an endpoint has it. */
export interface Message {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** The body, parsed. */
  readonly event: Json & { type: string; position: number; entity_id: string; data: Json };
  /** In milliseconds of a steady clock. */
  readonly at: number;
}

/** What the endpoint does with a message; it has been recorded already. */
export type Answer = (response: ServerResponse, message: Message, request: IncomingMessage) => void;

export const taken: Answer = (response) => void response.writeHead(204).end();
export const refused =
  (status = 500, headers: Record<string, string> = {}): Answer =>
  (response) =>
    void response.writeHead(status, headers).end();
export const hang: Answer = () => undefined;
export const reset: Answer = (_response, _message, request) => void request.socket.destroy();

/** A real server on the loopback that endpoints of tests are at. */
export class Receiver {
  readonly messages: Message[] = [];
  answer: Answer = taken;
  private readonly server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString();
      const { headers, url: path = '' } = request;
      const event = JSON.parse(body) as Message['event'];
      const message = { path, headers, body, event, at: performance.now() };
      this.messages.push(message);
      this.answer(response, message, request);
    });
  });

  static async start(): Promise<Receiver> {
    const receiver = new Receiver();
    await new Promise<void>((done) => void receiver.server.listen(0, '127.0.0.1', done));
    return receiver;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/hooks`;
  }

  /** The messages, once this many have arrived. */
  received(count: number, deadlineMs = 10_000): Promise<Message[]> {
    return until(
      async () => this.messages,
      ({ length }) => length >= count,
      deadlineMs,
    );
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((done) => void this.server.close(done));
  }
}

export const createWebhook = async (api: ApiClient, url: string, fields: Json = {}): Promise<Json> => {
  const { status, body } = await api.post('/webhooks', { url, ...fields });
  if (status !== 201) throw new Error(`No webhook was made: ${status} ${JSON.stringify(body)}`);
  return body;
};

export const createCustomer = async (api: ApiClient, name = 'Acme'): Promise<string> =>
  String((await api.post('/customers', { name, email: 'a@example.com' })).body['id']);

/** The deliveries of a webhook in the order of the events. */
export const deliveriesOf = async (api: ApiClient, webhookId: unknown): Promise<Json[]> => {
  const { body } = await api.get(`/webhooks/${String(webhookId)}/deliveries?limit=1000`);
  return (body['items'] as Json[]).toSorted((a, b) => Number(a['position']) - Number(b['position']));
};

/** Waits until the deliveries are as they should be. */
export const settled = (
  api: ApiClient,
  webhookId: unknown,
  isAsItShouldBe: (deliveries: Json[]) => boolean,
  deadlineMs = 10_000,
): Promise<Json[]> => until(() => deliveriesOf(api, webhookId), isAsItShouldBe, deadlineMs);

/** What waits for its next attempt is due now: as if the time had passed. */
export async function passTime(
  { database }: { readonly database: Pick<TestDatabase, 'sql'> },
  webhookId: unknown,
): Promise<void> {
  await database.sql(
    `update webhook_deliveries set next_attempt_at = now() where webhook_id = $1 and next_attempt_at > now()`,
    [webhookId],
  );
  await database.sql('update webhook_queue set due_at = now() where webhook_id = $1 and due_at > now()', [
    webhookId,
  ]);
}
