import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { Database } from '../../platform/database/database.js';
import { updateLastUse } from './tokens.statements.js';

/** Uses are collected for so long, and written as one statement. */
const batchMs = 1_000;

/**
 * Keeps `last_used_at`, to the minute, without a write per request: the authenticator notes a token when it looks it
 * up and the stored time is a minute old, and the noted uses are written in the background, at most once a minute
 * for each token, however many replicas it is used on.
 */
@Injectable()
export class LastUse implements OnApplicationShutdown {
  private readonly logger = new Logger(LastUse.name);
  private readonly noted = new Set<string>();
  private timer: NodeJS.Timeout | undefined;
  private writing: Promise<void> = Promise.resolve();

  constructor(private readonly database: Database) {}

  note(tokenId: string): void {
    this.noted.add(tokenId);
    this.timer ??= setTimeout(() => this.flush(), batchMs).unref();
  }

  async onApplicationShutdown(): Promise<void> {
    clearTimeout(this.timer);
    this.flush();
    await this.writing;
  }

  private flush(): void {
    this.timer = undefined;
    if (this.noted.size === 0) return;
    const tokenIds = [...this.noted];
    this.noted.clear();
    // A failure does no harm: the next look-up finds the stored time still old, and notes the token again.
    this.writing = this.writing
      .then(() => this.database.query(updateLastUse(tokenIds)))
      .then(
        () => undefined,
        (error: unknown) => this.logger.warn({ err: error }, 'The last use of tokens could not be stored'),
      );
  }
}
