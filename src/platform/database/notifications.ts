import { Logger } from '@nestjs/common';
import { Client, type ClientConfig } from 'pg';

const retryAfterMs = 1_000;

/**
 * Notifications of other processes, on a connection that does nothing else. Notifications sent while the connection is lost are
 * lost: a listener also has to ask by itself, now and then.
 */
export class Notifications {
  private readonly logger = new Logger('Notifications');
  private client: Client | undefined;
  private retry: NodeJS.Timeout | undefined;
  private isClosed = false;

  constructor(
    private readonly config: ClientConfig,
    private readonly channel: string,
    private readonly onPayload: (payload: string) => void,
  ) {
    void this.connect();
  }

  async close(): Promise<void> {
    this.isClosed = true;
    clearTimeout(this.retry);
    if (this.client !== undefined) await end(this.client);
  }

  private async connect(): Promise<void> {
    const client = new Client(this.config);
    this.client = client;
    client.on('notification', ({ payload = '' }) => this.onPayload(payload));
    let isLost = false;
    const lose = (error?: Error) => {
      if (isLost || this.isClosed) return;
      isLost = true;
      this.logger.warn(`The connection that listens was lost: ${error?.message ?? 'it has ended'}`);
      this.retry = setTimeout(() => void this.connect(), retryAfterMs).unref();
      void end(client);
    };
    client.on('error', lose).on('end', lose);
    try {
      await client.connect();
      await client.query(`listen ${this.channel}`);
    } catch (error) {
      lose(error instanceof Error ? error : undefined);
    }
  }
}

/** A connection that is lost already needs no end. */
async function end(client: Client): Promise<void> {
  await client.end().catch(() => undefined);
}
