/** One statement, and the values of its parameters. */
export interface Statement {
  /** Each connection prepares a named statement once: the same name always is the same text. */
  readonly name?: string;
  readonly text: string;
  readonly values: readonly unknown[];
}
