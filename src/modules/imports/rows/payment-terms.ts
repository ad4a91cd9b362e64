import { Issue, locate, type ValidationError } from '../../../pydantic/issues.js';
import type { KnownTerm } from './import-row.js';

const compared = (name: string) =>
  name
    .toLowerCase()
    .replaceAll(/[\s_-]+/g, ' ')
    .trim();

const unknownTerm = new Issue(
  'payment_term_unknown',
  'Input should be the name, or the days, of an active payment term of this business',
);

/** The words for having to pay at once. */
const atOnce: ReadonlySet<string> = new Set([
  'due on receipt',
  'due upon receipt',
  'immediate',
  'sofort',
  'sofort fällig',
  'à réception',
  'comptant',
]);

/** `Net 30`, `30 days`, `30 Tage netto`, `30 jours`: the days that a name says. */
function daysWithin(name: string): number | undefined {
  const word = compared(name);
  if (atOnce.has(word)) return 0;
  const match =
    /^(?:net(?:to)?\s?|n\/?)?(\d{1,4})(?:\s?(?:days?|tage|jours|dagar|dagen|giorni|días|d))?(?: net(?:to|s)?)?$/.exec(
      word,
    );
  return match === null ? undefined : Number(match[1]);
}

/**
 * The payment term that a file names: by its name, else by the days that it or another column says.
 *
 * @returns its id, what is wrong, or undefined where the row names none
 */
export function readTerm(
  name: string | undefined,
  days: string | undefined,
  terms: readonly KnownTerm[],
): string | ValidationError | undefined {
  if (name === undefined && days === undefined) return undefined;
  const named = name === undefined ? undefined : terms.find((term) => compared(term.name) === compared(name));
  if (named !== undefined) return named.id;
  const wanted = (days === undefined ? undefined : daysWithin(days)) ?? (name && daysWithin(name));
  const lasting = terms.find(({ days_until_due }) => days_until_due === wanted);
  if (lasting !== undefined) return lasting.id;
  return locate(unknownTerm, ['body', 'default_payment_term_id'], name ?? days);
}

/** `day(s) after the invoice date`, `DAYSAFTERBILLDATE`; the other rules of Xero's are days of a month. */
const afterInvoice = /^day(?:\(s\)|s)?\s?after\s?(?:the\s?)?(?:invoice|bill)\s?date$/i;

/**
 * The payment term that is due on the same day as Xero's rule. It has no name there and is no term of the business's,
 * so that a customer comes in without one where there is none.
 */
export function termDueOn(
  day: string | undefined,
  rule: string | undefined,
  terms: readonly KnownTerm[],
): string | undefined {
  if (day === undefined || rule === undefined || !afterInvoice.test(rule)) return undefined;
  return terms.find(({ days_until_due }) => days_until_due === Number(day))?.id;
}
