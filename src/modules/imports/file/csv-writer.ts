const needsQuotes = /["\r\n]|^\s|\s$/;

const written = (text: string, delimiter: string) =>
  needsQuotes.test(text) || text.includes(delimiter) ? `"${text.replaceAll('"', '""')}"` : text;

/** Records of RFC 4180, each with its end. */
export const csvOf = (records: readonly (readonly string[])[], delimiter: string): string =>
  records.map((cells) => `${cells.map((cell) => written(cell, delimiter)).join(delimiter)}\r\n`).join('');
