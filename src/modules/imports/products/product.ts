import { customerPolicies } from '../../customers/customer-policies.js';

const personParts = ['first_name', 'last_name', 'name', 'email', 'phone', 'role'] as const;
export type PersonPart = (typeof personParts)[number];

/** The fields of a customer that a column can be: all that a request can set. */
export const customerFields = customerPolicies.readWrite;
type CustomerField = (typeof customerFields)[number];

/** What else a column can be: a part of a field, or what says whose the row is. */
const partTargets = [
  'id',
  'company',
  'first_name',
  'middle_name',
  'last_name',
  /** A name for where there is no other. */
  'other_name',
  'address_line',
  /** Appended to the preceding line of the address. */
  'house_number',
  'postal_code',
  'city',
  'region',
  'country',
  /** A phone for where there is no other. */
  'mobile',
  /** In units of money. */
  'credit_limit',
  'payment_term_name',
  'payment_term_days',
  /** Xero's, with the start of its days in another column. */
  'due_day',
  'due_rule',
  /** Rows that follow each other with the same one are contacts of one customer. */
  'record_id',
  /** `vendor`, or another word for a row that is not a customer. */
  'kind',
  /** An account of DATEV's. */
  'account',
  /** Whether the customer was deleted; an import does not restore it. */
  'is_deleted',
  /** The customer that remains of a merge; an import does not restore the merged one. */
  'merged_into',
] as const;

/** What a column of a file can be. */
export type Target = CustomerField | (typeof partTargets)[number] | `person_${number}_${PersonPart}`;

const simpleTargets: ReadonlySet<string> = new Set([...customerFields, ...partTargets]);
const personTarget = new RegExp(`^person_([1-9])_(${personParts.join('|')})$`);

export const isTarget = (text: string): text is Target => simpleTargets.has(text) || personTarget.test(text);

/** Which person of a row a column speaks of, and what it says; undefined for a column about the customer. */
export function personOf(target: Target): { person: number; part: PersonPart } | undefined {
  const [, person, part] = personTarget.exec(target) ?? [];
  return person === undefined ? undefined : { person: Number(person), part: part as PersonPart };
}

/** How a product writes its customers. */
export interface Product {
  readonly name: string;
  /** The columns that all have to be there, as `wordOf` has them. */
  readonly signature: readonly string[];
  /** What the columns are, by `wordOf`; a word that stands here twice is of a column that the file has twice. */
  readonly columns: readonly (readonly [word: string, target: Target])[];
  /** Where numbers have a decimal comma whatever the delimiter is. */
  readonly decimalComma?: boolean;
}

/** A header word as it is compared: without case, blanks, `_`, `-`, `*` and byte order mark. */
export const wordOf = (header: string): string =>
  header
    .normalize('NFC')
    .toLowerCase()
    .replaceAll(/[\s_*\ufeff-]/g, '');
