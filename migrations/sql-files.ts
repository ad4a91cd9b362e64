import { readFileSync } from 'node:fs';

/** The text of a function of the search, which is in a file of its name. */
export const sqlOf = (name: string): string =>
  readFileSync(new URL(`search/${name}.sql`, import.meta.url), 'utf8');
