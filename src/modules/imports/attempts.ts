/** How often an import may fail without storing a row in between; then it ends as `failed`. */
export const maxAttempts = 5;

/** @param rowsRead the rows before the one at which the import fails */
export const gaveUp = (rowsRead: number): string =>
  `An internal error stopped this import ${maxAttempts} times after row ${rowsRead}. Earlier rows keep their result; download ` +
  'the rejects for the rows after it, and send them again. If they fail again, report the id of this import.';
