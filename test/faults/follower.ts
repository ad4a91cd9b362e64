import { setTimeout as delay } from 'node:timers/promises';
import { ApiClient } from '../support/api-client.js';
import { until } from '../support/until.js';
import { answerOf, type Business } from './clients.js';

const pauseMs = 50;
const timeoutMs = 60_000;

/** Reads the events of a business as they are committed, after the last one that it has read, from one replica and then the other. */
export class Follower {
  readonly positions: number[] = [];
  private readonly reading: Promise<void>;
  private isStopped = false;

  constructor(
    private readonly urls: readonly string[],
    private readonly business: Business,
  ) {
    this.reading = this.read();
  }

  /** Resolves once it has seen the position. */
  async reach(position: number): Promise<void> {
    const seen = until(
      async () => this.positions.at(-1) ?? 0,
      (last) => last >= position,
      timeoutMs,
    );
    await Promise.race([seen, this.reading]);
  }

  async stop(): Promise<void> {
    this.isStopped = true;
    await this.reading;
  }

  private async read(): Promise<void> {
    const { token, businessId } = this.business;
    for (let turn = 0; !this.isStopped; turn += 1) {
      const client = new ApiClient(this.urls[turn % this.urls.length] ?? '', token, businessId);
      const after = this.positions.at(-1) ?? 0;
      const answer = await answerOf(client.get(`/events?after=${after}&limit=1000&wait=1`));
      if (answer?.status === 200) {
        const items = answer.body['items'] as readonly { position: number }[];
        this.positions.push(...items.map(({ position }) => position));
      } else if (answer === undefined || answer.status === 503) {
        await delay(pauseMs);
      } else throw new Error(`The events were answered with ${answer.status}: ${answer.text}`);
    }
  }
}
