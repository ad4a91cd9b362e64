import type { Variables } from '../environment.js';

/** What a command needs of the process that it runs in. */
export interface Surroundings {
  readonly variables: Variables;
  /** Writes to standard output, which holds the answer and nothing else. */
  readonly out: (text: string) => void;
  /** Writes to standard error. */
  readonly err: (text: string) => void;
}
