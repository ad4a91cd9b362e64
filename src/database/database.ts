import { Inject, Injectable } from '@nestjs/common';
import type pg from 'pg';
import { DataSource } from 'typeorm';
import { fly } from './wire/flight.js';
import type { Statement } from './statement.js';

const ignore = () => undefined;

/** The connections of the service's role. Tenant data is reached through `BusinessTransaction` only. */
@Injectable()
export class Database {
  readonly pool: pg.Pool;

  constructor(@Inject(DataSource) private readonly dataSource: DataSource) {
    // TypeORM has no type for the pool of its PostgreSQL driver.
    this.pool = (dataSource.driver as unknown as { master: pg.Pool }).master;
    // The document is built without a database.
    if (!dataSource.isInitialized) return;
    // A connection that is lost while it is in use fails what waits for its answers; its event, unheard, would end
    // the process as well.
    this.pool.on('acquire', (client) => {
      if (!client.listeners('error').includes(ignore)) client.on('error', ignore);
    });
  }

  /** One statement on what belongs to no business. */
  async query<Row extends object>(statement: Statement<Row>): Promise<Row[]> {
    const [rows = []] = await this.transaction<Row>([statement]);
    return rows;
  }

  /**
   * Statements that do not depend on each other's answers, as one transaction in one round trip.
   *
   * @returns the rows of each statement
   */
  async transaction<Row extends object>(statements: readonly Statement[]): Promise<Row[][]> {
    const client = await this.pool.connect();
    try {
      return (await fly(client, statements)) as Row[][];
    } finally {
      client.release();
    }
  }

  /** How many migrations of this version the database has not seen. */
  async pendingMigrations(): Promise<number> {
    const rows = await this.query<{ name: string }>({
      name: 'select_migrations',
      text: 'select name from migrations',
      values: [],
    });
    const ran = new Set(rows.map(({ name }) => name));
    return this.dataSource.migrations.filter(({ name, constructor }) => !ran.has(name ?? constructor.name))
      .length;
  }
}
