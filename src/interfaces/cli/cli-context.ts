import type { Variables } from '../../platform/config/environment-variables.js';

/** What a command needs of the process that it runs in. */
export interface CliContext {
  readonly variables: Variables;
  /** Writes to standard output, which holds the answer and nothing else. */
  readonly out: (text: string) => void;
  /** Writes to standard error. */
  readonly err: (text: string) => void;
  /** Whether a person watches standard error, and what is drawn there can be drawn over. */
  readonly isWatched?: boolean;
}

export interface JsonOption {
  readonly json?: boolean;
}

/** The command did what it could, and its answer says so; the exit status says that something is left. */
export class PartlyDone extends Error {}
