/** What spreadsheets write for an error, in English, German, French, Spanish, Italian, Swedish and Dutch. */
const spreadsheetErrors = [
  'N/A NA NV N/D N/B SAKNAS! NULL! NUL! ¡NULO! NULLO! LEEG! SKÄRNING! NAME? NOM? ¿NOMBRE? NOME? NAAM? NAMN?',
  'REF! BEZUG! ¡REF! RIF! VERW! REFERENS! VALUE! WERT! VALEUR! ¡VALOR! VALORE! WAARDE! VÄRDEFEL!',
  'DIV/0! ¡DIV/0! DEEL/0! DIVISION/0! NUM! ZAHL! NOMBRE! ¡NUM! GETAL! OGILTIGT!',
]
  .flatMap((words) => words.split(' '))
  .map((word) => `#${word}`);

/** What spreadsheets and databases write where there is nothing; people are called Null and None. */
const nothing: ReadonlySet<string> = new Set([
  '-',
  '--',
  '—',
  'NULL',
  'n/a',
  'N/A',
  'n/A',
  'N/a',
  ...spreadsheetErrors,
]);

export const isNothing = (cell: string): boolean => nothing.has(cell.trim());

/** A long number as a spreadsheet shows it, also in a column that is too narrow for it: its digits are gone. */
export const isDestroyed = (cell: string): boolean =>
  /^\s*(?:\d(?:[.,]\d+)?E\+?\d{1,3}|#{3,})\s*$/i.test(cell);

/**
 * What a spreadsheet would run as a formula, or that was written so that it does not: an apostrophe more stands before
 * it in an export. A cell of nothing but apostrophes is one too, so that text without characters differs from none.
 */
const formula = /^'*(?:$|[=+\-@\t\r\n＝＋－＠])/;

/** A value in a CSV file that a spreadsheet may open. */
export const neutralised = (text: string): string => (formula.test(text) ? `'${text}` : text);

/** The value that was written as this cell. */
export const original = (cell: string): string =>
  cell.startsWith("'") && formula.test(cell) ? cell.slice(1) : cell;

/** `'7210…`: a number that a spreadsheet keeps as text. */
export const withoutTextMark = (cell: string): string => (/^'\d/.test(cell) ? cell.slice(1) : original(cell));

/** The words before numbers in a cell of several: `Phone:(555) 010-7788 Mobile:(555) 010-7799`. */
const phoneLabel = /\b(phone|telephone|telefon|tel|mobile|mobil|cell|fax)\.?\s*:/i;

/** The first phone of a cell, without the word before it; undefined for one of nothing but a fax. */
export function readPhoneCell(cell: string): string | undefined {
  // Google writes `:::` between several.
  const [first = ''] = cell.split(':::');
  const [before = '', ...labelled] = first.split(phoneLabel);
  const numbers = [before, ...labelled.filter((_, index) => index % 2 === 1 && !isFax(labelled[index - 1]))];
  return numbers.map((number) => number.trim().replace(/[,;]$/, '')).find((number) => number !== '');
}

const isFax = (label: string | undefined) => label?.toLowerCase() === 'fax';
