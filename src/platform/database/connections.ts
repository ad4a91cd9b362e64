import { Logger } from '@nestjs/common';
import { Pool, type PoolClient, type PoolConfig } from 'pg';
import { endsConnection } from './database-errors.js';
import { reported } from './roundtrip-channel.js';
import { LostNodes } from './lost-nodes.js';
import type { Statement } from './statement.js';
import { KeyedSemaphore } from '../concurrency/keyed-semaphore.js';
import { Client } from './wire/client.js';
import { sendPipeline } from './wire/pipeline.js';

/** Sends statements in one round trip, and answers with the rows of each. */
export type SendPipeline = (statements: readonly Statement[]) => Promise<object[][]>;

export interface ConnectionsOptions extends PoolConfig {
  readonly max: number;
  /** How long work waits for a connection, and how long a new connection waits for the server. */
  readonly connectionTimeoutMillis: number;
  /** What each connection is asked to have, by its "options". */
  readonly settings: Readonly<Record<string, string | number>>;
  /** How long the answer to one pipeline may take, in milliseconds. */
  readonly deadlineMs: number;
  /** Called with each pipeline before it leaves: for tests. */
  readonly onPipeline?: (statements: readonly Statement[]) => void;
}

/** How many connections are open, and how many pipelines wait for one. */
export interface ConnectionLoad {
  readonly idle: number;
  readonly busy: number;
  readonly waiting: number;
}

const rollback: Statement = { name: 'rollback', text: 'rollback', values: [], rowOf: () => ({}) };

const discardPlans: Statement = {
  name: 'discard_plans',
  text: 'discard plans',
  values: [],
  rowOf: () => ({}),
};

const ignore = () => undefined;

/** One owner has at most half of the connections. */
const shareOfOne = 0.5;

/** A pool of connections. None goes back to it within a transaction, or after an answer that never came. */
export class Connections {
  private readonly logger = new Logger('Database');
  private readonly pool: Pool;
  private readonly semaphore: KeyedSemaphore;
  /** How often plans were discarded; `seen` says up to which time each connection has discarded its own. */
  private generation = 0;
  private readonly seen = new WeakMap<PoolClient, number>();
  readonly lostNodes = new LostNodes();

  constructor(private readonly options: ConnectionsOptions) {
    const { deadlineMs: _deadlineMs, settings: _settings, onPipeline: _onPipeline, ...config } = options;
    this.pool = new Pool({ ...config, Client });
    this.semaphore = new KeyedSemaphore(
      { name: 'connections to the database', detail: 'The database is busy, please try again' },
      options.max,
      Math.ceil(options.max * shareOfOne),
      options.connectionTimeoutMillis,
    );
    // Node.js ends a process on an 'error' event without a listener. The pool emits those of connections that it holds; one
    // that is in use fails what waits for its answers as well, and that is where the error is dealt with.
    this.pool.on('error', ({ message }) => this.logger.warn(`An idle connection was lost: ${message}`));
    this.pool.on('connect', (client) => {
      client.on('error', ignore);
      this.seen.set(client, this.generation);
    });
  }

  /**
   * @param owner whose work it is: owners take turns
   * @param work may leave a transaction open where it throws: it is rolled back
   * @throws what `work` throws, and AcquireTimeoutError or pg's own errors where there is no connection to be had in time
   */
  async use<T>(owner: string, work: (sendPipeline: SendPipeline) => Promise<T>): Promise<T> {
    const slot = await this.semaphore.acquire(owner);
    try {
      return await this.connected(work);
    } finally {
      this.semaphore.release(owner, slot);
    }
  }

  private async connected<T>(work: (sendPipeline: SendPipeline) => Promise<T>): Promise<T> {
    const client = await this.pool.connect();
    try {
      const result = await work((statements) => this.sendWithCurrentPlans(client, statements));
      client.release();
      return result;
    } catch (error) {
      await this.giveBack(client, error);
      throw error;
    }
  }

  get load(): ConnectionLoad {
    const { totalCount, idleCount } = this.pool;
    return { idle: idleCount, busy: totalCount - idleCount, waiting: this.semaphore.waiting };
  }

  /** Makes the connections plan their prepared statements again. */
  discardPlans(): void {
    this.generation += 1;
  }

  async close(): Promise<void> {
    if (!this.pool.ending) await this.pool.end();
  }

  private async sendWithCurrentPlans(
    client: PoolClient,
    statements: readonly Statement[],
  ): Promise<object[][]> {
    if (this.seen.get(client) === this.generation) return this.sendPipeline(client, statements);
    this.seen.set(client, this.generation);
    const [, ...results] = await this.sendPipeline(client, [discardPlans, ...statements]);
    return results;
  }

  private sendPipeline(client: PoolClient, statements: readonly Statement[]): Promise<object[][]> {
    this.options.onPipeline?.(statements);
    return reported(statements.length, () => sendPipeline(client, statements, this.options.deadlineMs));
  }

  private async giveBack(client: PoolClient, error: unknown): Promise<void> {
    this.lostNodes.note(error);
    if (endsConnection(error)) return client.release(true);
    await this.sendPipeline(client, [rollback]).then(
      () => client.release(),
      () => client.release(true),
    );
  }
}
