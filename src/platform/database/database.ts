import {
  type ConnectionLoad,
  Connections,
  type ConnectionsOptions,
  type SendPipeline,
} from './connections.js';
import { selectMigrations } from './migrate.js';
import { Notifications } from './notifications.js';
import { begin, command, commit, type Statement } from './statement.js';
import { TableSizes } from './table-sizes.js';

/*
 * The words of this folder:
 *
 * - A *statement* is a text, its parameters, and how its rows are read.
 * - A *pipeline* is statements that travel together: sent at once, answered at once, one round trip.
 * - A *batch* is concurrent requests of one business that share a pipeline, and so a transaction and its commit.
 * - The *wall* is row-level security: PostgreSQL shows a transaction the rows of one business, and no others.
 * - The *door* is `TenantTransaction`, the only way to the rows of a business: it says to row-level security which one.
 *
 * `wire/` is what lies on pg's protocol.
 */

export interface DatabaseOptions {
  readonly connections: ConnectionsOptions;
  /** The migrations of this version. */
  readonly migrations: readonly string[];
}

/** The owner of the service's own work, and of authentication. */
const service = 'service';

/** A readiness probe is asked every few seconds, and what asks it does not wait for long. */
const readinessTimeoutMs = 2_000;

/** Opens the queues of all businesses to the transaction: their policies read the setting. */
const openQueues = command(`set local app.queues = 'all'`);

const onQueues = (statements: readonly Statement[]) => [begin, openQueues, ...statements, commit];

/** The connections of the service's role. Tenant data is reached through `TenantTransaction` only. */
export class Database {
  private readonly connections: Connections;
  /** One connection is kept apart, so that the probe can ask the database while all others are in use. */
  private readonly readiness: Connections;
  private readonly migrations: readonly string[];
  private readonly tableSizes: TableSizes;

  constructor(private readonly options: DatabaseOptions) {
    const { connections, migrations } = options;
    this.connections = new Connections(connections);
    this.readiness = new Connections({
      ...connections,
      max: 1,
      connectionTimeoutMillis: readinessTimeoutMs,
      deadlineMs: readinessTimeoutMs,
    });
    this.migrations = migrations;
    this.tableSizes = new TableSizes(
      (statement) =>
        this.connections
          .use(service, (sendPipeline) => sendPipeline([statement]))
          .then(([rows]) => rows as never),
      () => this.connections.discardPlans(),
    );
  }

  /** One statement on what belongs to no business. */
  async query<Row extends object>(statement: Statement<Row>, owner = service): Promise<Row[]> {
    const [rows = []] = await this.transaction<Row>([statement], owner);
    return rows;
  }

  /**
   * Statements that do not depend on each other's answers, as one transaction in one round trip.
   *
   * @param owner on whose behalf, a business or a token: owners take turns
   * @returns the rows of each statement
   */
  transaction<Row extends object>(statements: readonly Statement[], owner = service): Promise<Row[][]> {
    return this.use(owner, (sendPipeline) => sendPipeline(statements)) as Promise<Row[][]>;
  }

  /** As `transaction`, on the queues of all businesses: for the workers. A request goes through `TenantTransaction`. */
  async queues<Row extends object>(statements: readonly Statement[]): Promise<Row[][]> {
    return (await this.transaction<Row>(onQueues(statements))).slice(2, -1);
  }

  /** Several pipelines on one connection. */
  use<T>(owner = service, work: (sendPipeline: SendPipeline) => Promise<T>): Promise<T> {
    this.tableSizes.check();
    return this.connections.use(owner, work);
  }

  /**
   * On a separate connection, within 2 seconds.
   *
   * @param proof what fails where the database cannot be written to
   * @returns how many migrations of this version the database has not seen
   */
  async pendingMigrations(proof: Statement): Promise<number> {
    const [, rows = []] = await this.readiness.use(service, (sendPipeline) =>
      sendPipeline([proof, selectMigrations]),
    );
    const ran = new Set((rows as { name: string }[]).map(({ name }) => name));
    return this.migrations.filter((name) => !ran.has(name)).length;
  }

  /** One statement on the queues, on that same connection, for a reader that would rather know nothing than wait. */
  async probeQueues<Row extends object>(statement: Statement<Row>): Promise<Row[]> {
    const [, , rows = []] = await this.readiness.use(service, (sendPipeline) =>
      sendPipeline(onQueues([statement])),
    );
    return rows as Row[];
  }

  /** What its connections were asked to have. */
  get settings(): ConnectionsOptions['settings'] {
    return this.options.connections.settings;
  }

  /** The nodes of a distributed database that this process has found away within the last half minute: `host:port`. */
  get lostNodes(): string[] {
    return this.connections.lostNodes.names;
  }

  get load(): ConnectionLoad {
    return this.connections.load;
  }

  /** Subscribes to the channel until it is closed. */
  listen(channel: string, onPayload: (payload: string) => void): Notifications {
    return new Notifications(this.options.connections, channel, onPayload);
  }

  async close(): Promise<void> {
    await Promise.all([this.connections.close(), this.readiness.close()]);
  }
}
