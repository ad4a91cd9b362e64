/** One statement, and the values of its parameters. */
export interface Statement {
  /** Each connection prepares a named statement once: the same name always is the same text. */
  readonly name?: string;
  readonly text: string;
  readonly values: readonly unknown[];
  /**
   * Makes a row of the columns' texts, in their order, where there are many rows to make. Without it the server is
   * asked to describe the columns, and rows are made by their names and types.
   */
  readonly rowOf?: (columns: readonly (string | null)[]) => object;
}
