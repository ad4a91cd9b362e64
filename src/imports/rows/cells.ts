/** What spreadsheets and databases write where there is nothing; people are called Null and None. */
const nothing = /^(?:-{1,2}|—|NULL|[nN]\/[aA]|#(?:N\/A|NA|NULL!|NAME\?|REF!|VALUE!|DIV\/0!|NUM!))$/;

export const isNothing = (cell: string): boolean => nothing.test(cell.trim());

/** A long number as a spreadsheet shows it: its digits are gone. */
export const isDestroyed = (cell: string): boolean => /^\s*\d(?:[.,]\d+)?E\+?\d{1,3}\s*$/i.test(cell);

/**
 * What a spreadsheet would run as a formula, or that was written so that it does not: an apostrophe more stands before
 * it in an export. A cell of nothing but apostrophes is one too, so that text without characters differs from none.
 */
const formula = /^'*(?:$|[=+\-@\t\r\n＝＋－＠])/;

/** A value as it stands in a CSV file that a spreadsheet may open. */
export const neutralised = (text: string): string => (formula.test(text) ? `'${text}` : text);

/** The value that was written as this cell. */
export const original = (cell: string): string =>
  cell.startsWith("'") && formula.test(cell) ? cell.slice(1) : cell;

/** `'7210…`: a number that a spreadsheet was told to keep as text. */
export const withoutTextMark = (cell: string): string => (/^'\d/.test(cell) ? cell.slice(1) : original(cell));

export interface EmailCell {
  /** The first address, as it stands. */
  readonly first: string;
  readonly others: readonly string[];
}

const isAddress = (part: string) => /^[^@]*@[^@]*$/.test(part);

/** Takes a cell of e-mail addresses apart: `mailto:`, line breaks, several with commas, semicolons or blanks between. */
export function readEmailCell(cell: string): EmailCell {
  const parts = cell
    .replaceAll(/\bmailto:/gi, '')
    .split(/[,;\n\r|]|\s+(?=[^\s<>@]+@[^\s<>@]+)(?![^<]*>)/)
    .map((part) => part.trim())
    .filter((part) => part !== '');
  // A comma may also belong to a name: `Doe, Jane <jane@example.com>`.
  if (parts.length < 2 || !parts.every(isAddress)) {
    return {
      first: cell
        .replaceAll(/\bmailto:/gi, '')
        .replaceAll(/[\r\n]+/g, ' ')
        .trim(),
      others: [],
    };
  }
  const [first = '', ...others] = parts;
  return { first, others };
}
