import type { CounterpartyStatus } from '../../customers/customer.entity.js';

const statuses: Readonly<Record<CounterpartyStatus, readonly string[]>> = {
  active: [
    'active',
    'activated',
    'enabled',
    'current',
    'aktiv',
    'actif',
    'activo',
    'attivo',
    'customer',
    'kunde',
  ],
  inactive: [
    'inactive',
    'archived',
    'disabled',
    'deleted',
    'inaktiv',
    'inactif',
    'inactivo',
    'inattivo',
    'archiviert',
    'deaktiviert',
    'gelöscht',
    'archivé',
    'former',
    'ehemalig',
  ],
  blocked: [
    'blocked',
    'suspended',
    'onhold',
    'hold',
    'gesperrt',
    'blockiert',
    'spärrad',
    'bloqué',
    'bloqueado',
    'bloccato',
    'onstop',
  ],
};

const statusOfWord = new Map(
  Object.entries(statuses).flatMap(([status, words]) => words.map((word) => [word, status] as const)),
);

const compared = (word: string) => word.toLowerCase().replaceAll(/[\s_-]/g, '');

/** One of ours for the word of another product; the word itself where it is none that is known. */
export const statusOf = (word: string): string => statusOfWord.get(compared(word)) ?? word;

const notCustomers: ReadonlySet<string> = new Set([
  'vendor',
  'vendors',
  'supplier',
  'suppliers',
  'lieferant',
  'lieferanten',
  'kreditor',
  'kreditoren',
  'fournisseur',
  'proveedor',
  'leverantör',
]);

export const isVendor = (kind: string): boolean => notCustomers.has(compared(kind));

/** As spreadsheets write them in English, German, French, Spanish, Italian, Portuguese, Swedish, Dutch and Polish. */
const booleanWords = new Map<string, 'true' | 'false'>([
  ...['wahr', 'vrai', 'verdadero', 'vero', 'verdadeiro', 'sant', 'waar', 'prawda', '1.0'].map(
    (word) => [word, 'true'] as const,
  ),
  ...['falsch', 'faux', 'falso', 'falskt', 'onwaar', 'fałsz', '0.0'].map((word) => [word, 'false'] as const),
]);

/** The word of a request for the boolean that a spreadsheet has written; other words stay. */
export const booleanWord = (word: string): string => booleanWords.get(word.toLowerCase()) ?? word;

const firstSupplierAccount = 70_000;
const firstCustomerAccount = 10_000;

/** Of DATEV's accounts, from 10000 on the customers' and from 70000 on the suppliers'. */
export function isCustomerAccount(account: string): boolean {
  const number = Number(account);
  return Number.isInteger(number) && number >= firstCustomerAccount && number < firstSupplierAccount;
}

/** In characters: names are longer than the footer of a report. */
const maxFooterLength = 100;

const total =
  /^(?:(?:grand|sub)[ -]?totals?|totals?|total général|totaux|totale|totaal|totalt|summe|summa|gesamt(?:summe)?)(?:\s*[:(=].*)?$/i;
const date = /\b(?:19|20)\d\d\b.*\b\d{1,2}\b|\b\d{1,2}\b.*\b(?:19|20)\d\d\b/;
const page = /^(?:page|seite|sida|pagina|página)\s\d/i;

/**
 * Whether cells are what a report has below its rows: its totals, or when it was made, alone in its line.
 *
 * @param cells of a row that does not say which customer it is of
 */
export function isFooter(cells: readonly string[]): boolean {
  const filled = cells.map((cell) => cell.trim()).filter((cell) => cell !== '');
  const [first = ''] = filled;
  if (first.length > maxFooterLength) return false;
  return total.test(first) || (filled.length === 1 && (date.test(first) || page.test(first)));
}
