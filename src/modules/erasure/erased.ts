import type { Customer } from '../customers/customer.entity.js';

type Row = Readonly<Record<string, unknown>>;

type TextOf<Resource> = {
  [Name in keyof Resource]-?: Extract<Resource[Name], string> extends never ? never : Name;
}[keyof Resource];

/** Each text of a resource but those that say nothing of a person: a new one that is neither does not compile. */
type Erased<Resource, Impersonal extends TextOf<Resource>> = Readonly<
  Record<Exclude<TextOf<Resource>, Impersonal>, string | null>
>;

/** The columns that are derived follow what they are derived from. */
type Derived = 'name_order' | 'email_lower' | 'phone_key' | 'tax_id_key' | 'name_alike';
type Moment = 'created_at' | 'updated_at';
type OfCustomer =
  | Derived
  | Moment
  | 'id'
  | 'business_id'
  | 'default_payment_term_id'
  | 'status'
  | 'deleted_at'
  | 'merged_into'
  | 'merged_directly_into'
  | 'erased_at';

/** What stands in the place of a person's data; nobody can own a domain under `.invalid`. */
const erasedCustomer = {
  name: 'Erased',
  email: 'erased@erased.invalid',
  address: null,
  phone: null,
  tax_id: null,
  website: null,
  notes: null,
  category: null,
  stripe_customer_id: null,
  invoice_footer: null,
} satisfies Erased<Customer, OfCustomer>;

const erasedContact = {
  name: 'Erased',
  email: null,
  phone: null,
  role: null,
  notes: null,
} satisfies Erased<Customer['contacts'][number], Moment | 'id' | 'business_id' | 'customer_id'>;

/** Of a file of customers that names a person: its name, and the rows that a trial has shown. */
const erasedFile = { file_name: 'erased', preview: null };

type Fields = Readonly<Record<string, string | null>>;

const literal = (value: string | null) => (value === null ? 'null' : `'${value}'`);

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
    Object.entries(row).map(([name, value]): [string, unknown] => {
      if (name === 'contacts' && Array.isArray(value))
        return [
          name,
          value.map((contact: unknown) => (isRow(contact) ? replaced(contact, erasedContact) : contact)),
        ];
      return [name, name in fields ? fields[name] : value];
    }),
  );

/** Under which ids a person stands in the database. */
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
 * JSON without the data of a person: wherever one of the customers, their contacts or the files that name them stands in it,
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

/** What tells a person from another, and may stand in files and in the notes of their problems. */
const identifyingFields = ['name', 'email', 'phone', 'tax_id', 'address'];
/** The least characters of a text that is looked for: a shorter one stands in too much that is about somebody else. */
const minIdentifyingLength = 5;

const standIns: ReadonlySet<unknown> = new Set([erasedCustomer.name, erasedCustomer.email]);

/** What is known of a person, from all that the customer ever was. */
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
