import { setTimeout as delay } from 'node:timers/promises';
import { types } from 'node:util';
import { ApiClient, type ApiResponse, type Json } from '../support/api-client.js';
import { until } from '../support/until.js';

/** So long a client takes between two requests, which leaves processes that start something to start with. */
const paceMs = 10;
/** So long a client waits before it tries again, in milliseconds. */
const pauseMs = 50;
const timeoutMs = 90_000;
const clientsOfBusiness = 2;

export interface Business {
  readonly token: string;
  readonly businessId: string;
}

/** One thing that a client has asked for, however often it had to ask. */
export interface Asked {
  readonly businessId: string;
  /** The event that records it: its type, and a value that no other event of the type has. */
  readonly trace: string;
  /** A client that sends one request after the other. */
  readonly client: number;
  /** The idempotency key that it was asked under. */
  readonly key?: string;
  /** `done`: a 2xx came; `refused`: the service cannot have understood it; `unknown`: no answer came, or a 503. */
  outcome: 'done' | 'refused' | 'unknown';
}

interface Order {
  readonly trace: string;
  readonly method: 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  readonly json?: Json;
  readonly key?: string;
}

const customerOf = (name: string): Json => ({ name, email: `${name}@example.com` });

/** Several clients of each business that write without pause, at one replica and then at the other. */
export class Clients {
  readonly asked: Asked[] = [];
  /** How often each status was answered; `none`: no answer came. */
  readonly answers: Record<string, number> = {};
  private readonly doneBy = new Map<string, number>();
  private readonly working: readonly Promise<void>[];
  private readonly failed: Promise<never>;
  private isStopped = false;
  private turn = 0;

  constructor(
    private readonly urls: readonly string[],
    businesses: readonly Business[],
  ) {
    const clients = businesses.flatMap((business) =>
      Array.from({ length: clientsOfBusiness }, () => business),
    );
    this.working = clients.map((business, client) => this.work(business, client));
    this.failed = new Promise((_resolve, reject) => void Promise.all(this.working).catch(reject));
    this.failed.catch(() => undefined);
  }

  /** Resolves after this many more 2xx responses, from any replica or from this one. */
  async progress(count: number, url?: string): Promise<void> {
    const goal = this.done(url) + count;
    const reached = until(
      async () => this.done(url),
      (done) => done >= goal,
      timeoutMs,
    );
    await Promise.race([this.failed, reached]);
  }

  /** Resolves after this many more responses that are not 2xx. */
  async troubles(count: number): Promise<void> {
    const goal = this.troubled + count;
    const reached = until(
      async () => this.troubled,
      (troubled) => troubled >= goal,
      timeoutMs,
    );
    await Promise.race([this.failed, reached]);
  }

  /** Resolves once all clients have stopped. Requests with a key are retried until they succeed. */
  async finish(): Promise<void> {
    this.isStopped = true;
    await Promise.all(this.working);
  }

  /** Resolves once none asks for anything more, whatever became of it. */
  async stop(): Promise<void> {
    this.isStopped = true;
    await Promise.allSettled(this.working);
  }

  private get troubled(): number {
    return (this.answers['503'] ?? 0) + (this.answers['none'] ?? 0);
  }

  private done(url?: string): number {
    if (url !== undefined) return this.doneBy.get(url) ?? 0;
    return [...this.doneBy.values()].reduce((sum, count) => sum + count, 0);
  }

  private async work(business: Business, client: number): Promise<void> {
    for (let n = 0; !this.isStopped; n += 1) {
      const name = `c${client}-${n}`;
      const id = await this.order(business, client, {
        trace: `customer.created ${name}`,
        method: 'POST',
        path: '/customers',
        json: customerOf(name),
      });
      const keyed = `${name}-keyed`;
      await this.order(business, client, {
        trace: `customer.created ${keyed}`,
        method: 'POST',
        path: '/customers',
        json: customerOf(keyed),
        key: keyed,
      });
      await this.order(business, client, {
        trace: `payment_term.created ${name}`,
        method: 'POST',
        path: '/payment-terms',
        json: { name, days_until_due: 30 },
      });
      if (id !== undefined) await this.change(business, client, name, `/customers/${id}`);
    }
  }

  private async change(business: Business, client: number, name: string, path: string): Promise<void> {
    await this.order(business, client, {
      trace: `customer.contact.created ${name}`,
      method: 'POST',
      path: `${path}/contacts`,
      json: { name },
    });
    await this.order(business, client, {
      trace: `customer.updated ${name}`,
      method: 'PUT',
      path,
      json: { notes: name },
    });
    await this.order(business, client, {
      trace: `customer.deleted ${path.split('/').at(-1) ?? ''}`,
      method: 'DELETE',
      path,
    });
  }

  /** @returns the id that was answered, if any was */
  private async order(business: Business, client: number, order: Order): Promise<string | undefined> {
    const { trace, key } = order;
    const { businessId } = business;
    const asked: Asked = {
      businessId,
      trace,
      client,
      outcome: 'unknown',
      ...(key === undefined ? {} : { key }),
    };
    this.asked.push(asked);
    const end = performance.now() + timeoutMs;
    for (;;) {
      const answer = await this.ask(business, order);
      if (answer !== undefined && answer.status < 300) {
        asked.outcome = 'done';
        await delay(paceMs);
        return answer.status === 204 ? undefined : String(answer.body['id']);
      }
      await delay(pauseMs);
      if (key === undefined) return undefined;
      if (performance.now() > end) throw new Error(`${trace} was not done within ${timeoutMs} ms`);
    }
  }

  /** @throws Error for an answer that nothing that happens to the service or its database may lead to */
  private async ask(business: Business, order: Order): Promise<ApiResponse | undefined> {
    const url = this.urls[this.turn++ % this.urls.length] ?? '';
    const client = new ApiClient(url, business.token, business.businessId);
    const answer = await answerOf(
      client.request(order.method, `/api/v1${order.path}`, {
        ...(order.json === undefined ? {} : { json: order.json }),
        headers: { 'idempotency-key': order.key },
      }),
    );
    const status = answer?.status ?? 'none';
    this.answers[status] = (this.answers[status] ?? 0) + 1;
    if (answer === undefined || status === 503) return undefined;
    // A request with a key may still be in flight after its first response was lost.
    if (order.key !== undefined && status === 409) return undefined;
    if (answer.status >= 300) throw new Error(`${order.trace}: ${answer.status} ${answer.text}`);
    this.doneBy.set(url, (this.doneBy.get(url) ?? 0) + 1);
    return answer;
  }
}

/** Undefined where the connection ended without an answer; `fetch`, which is not of Jest's realm, says so with a TypeError. */
export const answerOf = (answer: Promise<ApiResponse>): Promise<ApiResponse | undefined> =>
  answer.catch((error: unknown) => {
    if (types.isNativeError(error) && error.name === 'TypeError') return undefined;
    throw error;
  });
