import { startEmbeddedPostgres } from '../../src/platform/embedded-postgres/embedded-postgres.js';
import { makeToken, temporaryDirectory, type Variables } from '../process/spawned.js';
import { createTestDatabase, openTestDatabase, type TestDatabase } from '../support/database.js';
import { ApiClient } from '../support/api-client.js';
import { until } from '../support/until.js';
import { type Business, Clients } from './clients.js';
import { Follower } from './follower.js';
import { reconcile } from './reconciliation.js';
import { Replicas } from './replicas.js';
import { report } from './support.js';

const scopes = ['customers:write', 'payment_terms:write', 'events:read', 'webhooks:write'];
const timeoutMs = 60_000;

const always: Variables = {
  LOG_LEVEL: 'warn',
  RATE_LIMIT_PER_MINUTE: '0',
  AUTH_FAILURES_PER_MINUTE: '0',
};

/** What the service has in flight with its database. */
const selectUnderWay = `
  select from pg_stat_activity
  where datname = current_database() and application_name = 'customers-service' and state <> 'idle'`;

const waiting = /^database_pool_waiting (\d+)$/m;

/** Two replicas on one database, clients of three businesses that write all the time, and who follows their events. */
export class Scene {
  private constructor(
    readonly database: TestDatabase,
    readonly replicas: Replicas,
    readonly businesses: readonly [Business, Business, Business],
    readonly clients: Clients,
    private readonly followers: readonly Follower[],
    private readonly clean: () => Promise<void>,
  ) {}

  /** @param way how the service reaches the database, where that is not directly */
  static async onTestDatabase(
    variables: Variables = {},
    way: (url: string) => Promise<string> = async (url) => url,
  ): Promise<Scene> {
    const database = await createTestDatabase();
    const replicas = await Replicas.start(2, {
      ...always,
      DATABASE_URL: await way(database.url),
      ...variables,
    });
    return Scene.begin(database, replicas, async () => undefined);
  }

  /** On a PostgreSQL of the service's own, which it has to start again itself. */
  static async onItsOwnDatabase(dataDirectory?: string): Promise<Scene> {
    const directory = await temporaryDirectory();
    const variables = { ...always, DATA_DIR: dataDirectory ?? `${directory.path}/data` };
    const replicas = await Replicas.start(2, variables);
    // It joins the server that the replicas run.
    const { url } = await startEmbeddedPostgres({ dataDirectory: variables.DATA_DIR });
    return Scene.begin(openTestDatabase(url), replicas, () => directory.remove());
  }

  private static async begin(
    database: TestDatabase,
    replicas: Replicas,
    clean: () => Promise<void>,
  ): Promise<Scene> {
    const found = () => makeToken(database, scopes);
    const businesses = [await found(), await found(), await found()] as const;
    const { urls } = replicas;
    const followers = businesses.map((business) => new Follower(urls, business));
    return new Scene(database, replicas, businesses, new Clients(urls, businesses), followers, clean);
  }

  /** The first business, at each replica. */
  get apis(): readonly ApiClient[] {
    const [{ token, businessId }] = this.businesses;
    return this.replicas.urls.map((url) => new ApiClient(url, token, businessId));
  }

  /** The process id of the server. */
  async postmaster(): Promise<number> {
    const [row] = await this.database.sql<{ file: string }>(`select pg_read_file('postmaster.pid') as file`);
    return Number(row?.file.split('\n')[0]);
  }

  /** Waits until nothing is in flight any more, holds everything against the database, and says what there was. */
  async reconcile(what: string): Promise<void> {
    await this.clients.finish();
    await this.quiet();
    const { database, businesses, clients, followers } = this;
    for (const [index, { businessId }] of businesses.entries()) {
      const [last] = await database.sql<{ position: number }>(
        'select last_position::integer as position from event_positions where business_id = $1',
        [businessId],
      );
      await followers[index]?.reach(last?.position ?? 0);
    }
    const found = await reconcile(database, businesses, clients.asked, followers);
    report(`${what}: ${found}; answers ${JSON.stringify(clients.answers)}`);
  }

  async stop(): Promise<void> {
    await Promise.allSettled([this.clients.stop(), ...this.followers.map((follower) => follower.stop())]);
    await this.replicas.stop();
    await this.database.drop();
    await this.clean();
  }

  /** A request whose client has gone is carried out all the same. */
  private async quiet(): Promise<void> {
    const inFlight = async () => {
      const rows = await this.database.sql(selectUnderWay);
      const metrics = await Promise.all(
        this.replicas.urls.map((url) => fetch(`${url}/metrics`).then((answer) => answer.text())),
      );
      return metrics.reduce((sum, text) => sum + Number(waiting.exec(text)?.[1]), rows.length);
    };
    await until(inFlight, (count) => count === 0, timeoutMs);
  }
}
