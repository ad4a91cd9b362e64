import pg, { type PoolClient, Query } from 'pg';
import { columnTypes } from './column-types.js';
import type { DataRow } from './data-row.js';
import type { Statement } from '../statement.js';

/** What pg's connection does with the protocol's messages, which its types leave out. */
interface Connection {
  readonly stream: { cork(): void; uncork(): void };
  /** The texts of the named statements that the server has, and of those that are on their way to it. */
  readonly parsedStatements: Record<string, string | undefined>;
  readonly submittedNamedStatements: Record<string, string | undefined>;
  parse(statement: { name: string | undefined; text: string }): void;
  bind(portal: { statement: string | undefined; values: readonly unknown[] }): void;
  describe(portal: { type: 'P' }): void;
  execute(): void;
  sync(): void;
}

/** pg's own reader of rows, which needs to be told about the columns. */
interface Result {
  addFields(fields: readonly unknown[]): void;
  parseRow(fields: readonly (string | null)[]): object;
}

const { Result, utils } = pg as unknown as {
  readonly Result: new (rowMode: undefined, types: typeof columnTypes) => Result;
  readonly utils: { prepareValue(value: unknown): unknown };
};

const Base = Query as unknown as new (config: {
  text: string;
  callback: (error: Error) => void;
}) => object & Record<'name' | 'text', string | undefined>;

/**
 * Statements that leave together ahead of one Sync, which makes them one transaction of the server's own: committed
 * when the Sync is reached, or rolled back together. It spares BEGIN, COMMIT and the Sync of each. A statement sees
 * what the ones before it did, and what was committed before it began itself.
 */
class Flight extends Base {
  private readonly answers: object[][];
  private readonly parameters: unknown[][];
  /** The statement that is being answered. */
  private at = 0;
  private readonly reader = new Result(undefined, columnTypes);
  private failure: unknown;

  constructor(
    private readonly statements: readonly Statement[],
    private readonly resolve: (rows: object[][]) => void,
    private readonly reject: (error: unknown) => void,
  ) {
    // pg calls back itself if the connection is lost.
    super({ text: '', callback: reject });
    this.answers = statements.map(() => []);
    this.parameters = statements.map(({ values }) => values.map((value) => utils.prepareValue(value)));
    this.nameStatement();
  }

  submit(connection: Connection): null {
    connection.stream.cork();
    this.statements.forEach(({ name, text, rowOf }, index) => {
      if (name === undefined || !isKnown(connection, name)) {
        connection.parse({ name, text });
        if (name !== undefined) connection.submittedNamedStatements[name] = text;
      }
      connection.bind({ statement: name, values: this.parameters[index] ?? [] });
      if (rowOf === undefined) connection.describe({ type: 'P' });
      connection.execute();
    });
    connection.sync();
    connection.stream.uncork();
    return null;
  }

  handleRowDescription({ fields }: { fields: readonly unknown[] }): void {
    this.reader.addFields(fields);
  }

  handleDataRow(row: DataRow): void {
    const { rowOf } = this.statements[this.at] ?? {};
    try {
      this.answers[this.at]?.push(rowOf === undefined ? this.reader.parseRow(row.fields) : rowOf(row));
    } catch (error) {
      this.failure ??= error;
    }
  }

  handleCommandComplete(): void {
    this.at += 1;
    this.nameStatement();
  }

  /** The server leaves out what follows, up to the Sync: none of it was prepared. */
  handleError(error: unknown, { parsedStatements, submittedNamedStatements }: Connection): void {
    for (const { name } of this.statements.slice(this.at)) {
      if (name !== undefined && parsedStatements[name] === undefined) delete submittedNamedStatements[name];
    }
    this.reject(error);
  }

  handleReadyForQuery(): void {
    if (this.failure === undefined) this.resolve(this.answers);
    else this.reject(this.failure);
  }

  /** When the server has prepared a statement, pg notes it under the name that its query has at that moment. */
  private nameStatement(): void {
    this.name = this.statements[this.at]?.name;
    this.text = this.statements[this.at]?.text;
  }
}

const isKnown = ({ parsedStatements, submittedNamedStatements }: Connection, name: string) =>
  parsedStatements[name] !== undefined || submittedNamedStatements[name] !== undefined;

/** Runs the statements on a connection; in a transaction of their own, unless one has begun on it. */
export const fly = (client: PoolClient, statements: readonly Statement[]): Promise<object[][]> =>
  new Promise((resolve, reject) => {
    client.query(new Flight(statements, resolve, reject) as never);
  });
