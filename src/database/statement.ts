/** A statement that each connection prepares once, under its name: the same name is always the same text. */
export interface Statement {
  readonly name: string;
  readonly text: string;
  readonly values: readonly unknown[];
}
