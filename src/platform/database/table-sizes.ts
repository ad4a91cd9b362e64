import type { Statement } from './statement.js';

/** In bytes, of the tables by their names. */
type Sizes = ReadonlyMap<string, number>;

const selectTableSizes: Statement<{ name: string; bytes: number }> = {
  name: 'select_table_sizes',
  text: `
    select c.relname::text as name, pg_relation_size(c.oid) as bytes from pg_class c
    where c.relnamespace = current_schema()::regnamespace and c.relkind = 'r'`,
  values: [],
};

const checkMs = 1_000;
const growth = 2;

/**
 * Notices when a table has become twice as large as it was when statements were planned. Each connection plans a prepared
 * statement once and keeps that plan until the table is analyzed, which PostgreSQL does a minute or more later: what was
 * planned on a nearly empty table takes the first index that comes, and reads the whole business by it.
 */
export class TableSizes {
  /** The sizes when the present plans began to be made. */
  private planned: Sizes | undefined;
  private nextCheckAt = 0;
  private isAsking = false;

  /**
   * @param query runs a statement
   * @param onGrowth is called when statements must be planned again
   */
  constructor(
    private readonly query: <Row extends object>(statement: Statement<Row>) => Promise<Row[]>,
    private readonly onGrowth: () => void,
  ) {}

  /** Call it as often as you like: it asks once a second, after the requests. */
  check(): void {
    const now = performance.now();
    if (now < this.nextCheckAt || this.isAsking) return;
    this.nextCheckAt = now + checkMs;
    this.isAsking = true;
    void this.compare().finally(() => {
      this.isAsking = false;
    });
  }

  private async compare(): Promise<void> {
    // Where the database does not answer, those who wait for it hear of it themselves.
    const rows = await this.query(selectTableSizes).catch(() => []);
    const { planned } = this;
    const hasGrown = rows.some(({ name, bytes }) => bytes > growth * (planned?.get(name) ?? 0));
    if (rows.length === 0 || (planned !== undefined && !hasGrown)) return;
    this.planned = new Map(rows.map(({ name, bytes }) => [name, bytes]));
    if (planned !== undefined) this.onGrowth();
  }
}
