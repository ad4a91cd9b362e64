import type { ValidationError } from '../../../pydantic/issues.js';

/** A contact as a row has it. */
export interface RowContact {
  readonly name: string;
  readonly email: string | null;
  readonly phone: string | null;
  readonly role: string | null;
}

/** The error of a row, or the reason why it was skipped. */
export interface RowProblem extends ValidationError {
  readonly row: number;
  readonly line: number;
}

/** A row as it was read: the body that a request would have. */
export interface ReadRow {
  readonly row: number;
  readonly line: number;
  /** By field; what the row leaves empty is not there. */
  readonly body: Readonly<Record<string, unknown>>;
  readonly contacts: readonly RowContact[];
  /** The id of the customer, where the file has one of ours. */
  readonly id: string | undefined;
  /** What rows of the same customer share. */
  readonly recordId: string | undefined;
  /** Of what the cells hold. */
  readonly problems: readonly ValidationError[];
  /** Why the row is skipped in every mode: it is not of a live customer. */
  readonly exclusion: ValidationError | undefined;
}

/** A payment term of the business, as a file may name it. */
export interface KnownTerm {
  readonly id: string;
  readonly name: string;
  readonly days_until_due: number;
}
