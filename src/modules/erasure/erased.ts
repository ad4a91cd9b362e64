import { contactPolicies } from '../customers/contacts/contact-policies.js';
import { customerPolicies } from '../customers/customer-policies.js';

type Row = Readonly<Record<string, unknown>>;

/** The values that an erasure writes. */
type Fields = Readonly<Record<string, unknown>>;

const erasedCustomer: Fields = customerPolicies.erased;
const erasedContact: Fields = contactPolicies.erased;

/** Of a file of customers that names a person: its name, and the rows that a trial has shown. */
const erasedFile = { file_name: 'erased', preview: null };

/** A value that an erasure writes, as SQL. */
const literal = (value: unknown): string => {
  if (value === undefined) return 'null';
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return String(value);
  return typeof value === 'string' ? `'${value}'` : `'${JSON.stringify(value)}'::jsonb`;
};

/** In the statements that erase: `name = 'Erased', address = null, …`. */
const assignments = (fields: Fields): string =>
  Object.entries(fields)
    .map(([name, value]) => `${name} = ${literal(value)}`)
    .join(', ');

export const customerAssignments = assignments(erasedCustomer);
export const contactAssignments = assignments(erasedContact);
export const fileAssignments = assignments(erasedFile);

/** Whether the columns of `alias` hold anything that is to be erased. */
const holdsAny = (fields: Fields, alias: string): string =>
  `(${Object.entries(fields)
    .map(([name, value]) => `${alias}.${name} is distinct from ${literal(value)}`)
    .join(' or ')})`;

export const customerHoldsAny = (alias: string): string => holdsAny(erasedCustomer, alias);
export const contactHoldsAny = (alias: string): string => holdsAny(erasedContact, alias);

const isRow = (value: unknown): value is Row =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const replaced = (row: Row, fields: Fields): Row =>
  Object.fromEntries(
    Object.entries(row).flatMap(([name, value]): [string, unknown][] => {
      if (name === 'contacts' && Array.isArray(value))
        return [
          [
            name,
            value.map((contact: unknown) => (isRow(contact) ? replaced(contact, erasedContact) : contact)),
          ],
        ];
      if (!(name in fields)) return [[name, value]];
      return fields[name] === undefined ? [] : [[name, fields[name]]];
    }),
  );

/** The ids of a person in the database. */
export interface PersonIds {
  readonly customers: ReadonlySet<unknown>;
  /** Those that were another customer's once. */
  readonly contacts: ReadonlySet<unknown>;
  /** Of the files that name the person. */
  readonly files: ReadonlySet<unknown>;
}

const isContact = (row: Row, { customers, contacts }: PersonIds) =>
  customers.has(row['customer_id']) || customers.has(row['entity_id']) || contacts.has(row['id']);

/**
 * JSON without the data of a person: wherever one of the customers, their contacts or the files that name them is in it,
 * as an event or an answer has them. All else, and the order of the properties, stays.
 */
export function erased(value: unknown, ids: PersonIds): unknown {
  if (Array.isArray(value)) return value.map((item: unknown) => erased(item, ids));
  if (!isRow(value)) return value;
  if (ids.customers.has(value['id'])) return replaced(value, erasedCustomer);
  if (isContact(value, ids)) return replaced(value, erasedContact);
  if (ids.files.has(value['id'])) return replaced(value, erasedFile);
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, erased(part, ids)]));
}

/** The fields that tell one person from another. Files and the problems reported about them may hold their values. */
const identifyingFields = new Set([...customerPolicies.identifying, ...contactPolicies.identifying]);
/** The least characters of a text that is looked for: a shorter one occurs in too many texts about other people. */
const minIdentifyingLength = 5;

const standIns: ReadonlySet<unknown> = new Set(
  [erasedCustomer, erasedContact]
    .flatMap((fields) => Object.values(fields))
    .filter((value) => typeof value === 'string'),
);

/** The identifiers of a person, from all past states of the customer. */
export class PersonIdentifiers {
  /** In lower case. */
  readonly emails = new Set<string>();
  /** In lower case; e-mail addresses too. */
  readonly texts = new Set<string>();

  /** @param row of a customer, its contacts included, or of a contact */
  add(row: unknown): void {
    if (!isRow(row)) return;
    for (const name of identifyingFields) {
      const value = row[name];
      if (typeof value !== 'string' || standIns.has(value)) continue;
      const text = value.toLowerCase();
      if (name === 'email') this.emails.add(text);
      if (name === 'email' || text.length >= minIdentifyingLength) this.texts.add(text);
    }
    const contacts = row['contacts'];
    if (Array.isArray(contacts)) for (const contact of contacts) this.add(contact);
  }
}

/**
 * SQL of the actor in the column, without an address. On several machines an UPDATE may call no function of a column whose
 * answer depends on a setting, as that of `json_build_object` may.
 */
export const withoutAddress = (actor: string): string => `json_object(
      array['token_id', 'user_email', 'request_id', 'import_id'],
      array[${actor} ->> 'token_id', null, ${actor} ->> 'request_id', ${actor} ->> 'import_id'])`;
