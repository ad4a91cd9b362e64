import type { Variables } from '../../platform/config/environment-variables.js';

/** The parts of the process that a command uses. */
export interface CliContext {
  readonly variables: Variables;
  /** Writes to standard output, which holds the answer and nothing else. */
  readonly out: (text: string) => void;
  /** Writes to standard error. */
  readonly err: (text: string) => void;
  /** Whether standard error is a terminal, on which a progress bar can be redrawn. */
  readonly isWatched?: boolean;
}

export interface JsonOption {
  readonly json?: boolean;
}

/** The command finished with rejected rows: its output says so, and the exit status is 2. */
export class PartlyDone extends Error {}
