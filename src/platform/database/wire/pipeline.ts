import pg, { type PoolClient, type Submittable } from 'pg';
import type { Statement } from '../statement.js';
import { columnTypes } from './column-types.js';
import type { DataRow } from './data-row.js';
import { Json } from './json.js';

/** A submittable of pg; pg's types declare it for `Query` only. */
interface Connection {
  readonly stream: { cork(): void; uncork(): void; destroy(error: Error): void };
  parse(statement: { name: string | undefined; text: string }): void;
  bind(portal: { statement: string | undefined; values: readonly unknown[] }): void;
  describe(portal: { type: 'P' }): void;
  execute(): void;
  close(statement: { type: 'S'; name: string }): void;
  sync(): void;
}

/** pg's own reader of rows, which needs a description of the columns. */
interface Result {
  addFields(fields: readonly unknown[]): void;
  parseRow(fields: readonly (string | null)[]): object;
}

const { Result, utils } = pg as unknown as {
  readonly Result: new (rowMode: undefined, types: typeof columnTypes) => Result;
  readonly utils: { prepareValue(value: unknown): unknown };
};

/** The database did not respond within the deadline; whether it executed the statements is unknown. */
export class DeadlineError extends Error {
  constructor(deadlineMs: number) {
    super(`The database did not answer within ${deadlineMs} ms`);
  }
}

/** The most bytes of the rows of one pipeline, which are held in memory until the last of them has come. */
const maxPipelineStatements = 48 * 1_048_576;

/** The rows of a pipeline are more than are held in memory. */
export class TooLargeError extends Error {
  constructor() {
    super(`The answer of the database is larger than ${maxPipelineStatements} bytes`);
  }
}

/**
 * The names of the statements that each connection has prepared. `false`: the statement failed, and whether the server
 * has prepared it before that is unknown.
 */
const preparedBy = new WeakMap<Connection, Map<string, boolean>>();

const preparedStatements = (connection: Connection) => {
  const known = preparedBy.get(connection) ?? new Map<string, boolean>();
  preparedBy.set(connection, known);
  return known;
};

/**
 * Statements that are sent together before one Sync: one round trip. The server runs them in order and skips those
 * after the first that fails; each sees the effects of earlier ones. pg calls the methods, as those of pg-cursor.
 */
class Pipeline implements Submittable {
  private readonly results: object[][];
  private readonly parameters: unknown[][];
  /** The statement that is being answered. */
  private at = 0;
  /** The statements, by their index, that this pipeline prepares. */
  private readonly preparing = new Map<number, string>();
  private reader: Result | undefined;
  /** The bytes of the rows that were kept: for the statement that is being answered, and for the whole pipeline. */
  private bytesOfStatement = 0;
  private bytes = 0;
  private failure: unknown;
  private deadline: NodeJS.Timeout | undefined;

  constructor(
    private readonly statements: readonly Statement[],
    private readonly deadlineMs: number,
    private readonly resolve: (rows: object[][]) => void,
    private readonly reject: (error: unknown) => void,
  ) {
    this.results = statements.map(() => []);
    this.parameters = statements.map(({ values }) => values.map((value) => utils.prepareValue(value)));
  }

  submit(connection: pg.Connection | Connection): null {
    const { stream } = connection as Connection;
    this.deadline = setTimeout(() => stream.destroy(new DeadlineError(this.deadlineMs)), this.deadlineMs);
    stream.cork();
    this.send(connection as Connection);
    stream.uncork();
    return null;
  }

  handleRowDescription({ fields }: { fields: readonly unknown[] }): void {
    this.reader = new Result(undefined, columnTypes);
    this.reader.addFields(fields);
  }

  handleDataRow(row: DataRow): void {
    const { rowOf, maxBytes = Infinity } = this.statements[this.at] ?? {};
    const results = this.results[this.at] ?? [];
    if (this.failure !== undefined || (this.bytesOfStatement > maxBytes && results.length > 1)) return;
    this.bytes += row.end - row.start;
    try {
      if (this.bytes > maxPipelineStatements) throw new TooLargeError();
      const made = rowOf === undefined ? this.reader?.parseRow(row.fields) : rowOf(row);
      if (made === undefined) return;
      this.bytesOfStatement += made instanceof Json ? made.size : row.end - row.start;
      results.push(made);
    } catch (error) {
      this.failure ??= error;
      this.results.length = 0;
    }
  }

  handleCommandComplete(): void {
    this.next();
  }

  handleEmptyQuery(): void {
    this.next();
  }

  /** pg calls it for the server's refusal, and for a connection that is lost. */
  handleError(error: unknown, connection: Connection): void {
    clearTimeout(this.deadline);
    const prepared = preparedStatements(connection);
    for (const [index, name] of this.preparing) {
      if (index === this.at) prepared.set(name, false);
      else if (index > this.at) prepared.delete(name);
    }
    this.reject(error);
  }

  handleReadyForQuery(): void {
    clearTimeout(this.deadline);
    if (this.failure === undefined) this.resolve(this.results);
    else this.reject(this.failure);
  }

  private next(): void {
    this.at += 1;
    this.bytesOfStatement = 0;
  }

  private send(connection: Connection): void {
    const prepared = preparedStatements(connection);
    this.statements.forEach(({ name, text, rowOf }, index) => {
      const isPrepared = name === undefined ? undefined : prepared.get(name);
      if (isPrepared !== true) {
        // Closing a statement that was not prepared is not an error.
        if (name !== undefined && isPrepared === false) connection.close({ type: 'S', name });
        connection.parse({ name, text });
      }
      if (name !== undefined && isPrepared !== true) {
        prepared.set(name, true);
        this.preparing.set(index, name);
      }
      connection.bind({ statement: name, values: this.parameters[index] ?? [] });
      if (rowOf === undefined) connection.describe({ type: 'P' });
      connection.execute();
    });
    connection.sync();
  }
}

/**
 * Runs the statements on a connection: in the transaction that has begun on it, or else in one of their own.
 *
 * @param deadlineMs how long the answer to all of them may take; then the connection is destroyed
 * @returns the rows of each statement
 * @throws DatabaseError, DeadlineError, and pg's own for a connection that is lost
 */
export const sendPipeline = (
  client: PoolClient,
  statements: readonly Statement[],
  deadlineMs: number,
): Promise<object[][]> =>
  new Promise((resolve, reject) => {
    client.query(new Pipeline(statements, deadlineMs, resolve, reject));
  });
