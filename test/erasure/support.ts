import type { contactPolicies } from '../../src/modules/customers/contacts/contact-policies.js';
import type { customerPolicies } from '../../src/modules/customers/customer-policies.js';
import { sendFile } from '../imports/client.js';
import type { ApiClient, Json } from '../support/api-client.js';
import type { TestDatabase } from '../support/database.js';
import { until } from '../support/until.js';

/** Words that stand nowhere else. */
export const words = {
  name: 'Zoë Quastenflosser 🦉',
  email: 'quastenflosser@erasable.example.com',
  address: 'Quastenweg 17, 99999 Erasahausen',
  phone: '+49 171 9988776655',
  tax_id: 'DE999888777',
  website: 'https://quastenflosser.example.com',
  notes: 'Quastennotiz "in quotes", and\na line',
  category: 'Quastenbranche',
  invoice_footer: 'Quastenfuss',
  external_id: 'quasten-4711',
  metadata: { quastenschluessel: 'Quastenwert' },
} satisfies Record<Exclude<keyof typeof customerPolicies.erased, 'stripe_customer_id'>, unknown>;
export const contact = {
  name: 'Balduin Kontaktquaste',
  email: 'balduin@kontaktquaste.example.com',
  phone: '+49 30 1122334455',
  role: 'Quastenrolle',
  notes: 'Kontaktquastennotiz',
} satisfies Record<keyof typeof contactPolicies.erased, unknown>;
/** What of these words must be found nowhere afterwards: as they are, in lower case, and without their punctuation. */
export const traces = [
  'quasten',
  'kontaktquaste',
  'erasahausen',
  '9988776655',
  '1122334455',
  'de999888777',
  'erasable.example',
];

type Readable = Pick<TestDatabase, 'sql'>;

/** Every value of every table of the database, bytes also as the text that they may be. */
async function dump(database: Readable): Promise<string> {
  const tables = await database.sql<{ name: string }>(
    `select c.oid::regclass::text as name from pg_class c
     where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace`,
  );
  const texts: string[] = [];
  for (const { name } of tables) {
    const rows = await database.sql<Json>(`select * from ${name}`);
    for (const row of rows) {
      for (const value of Object.values(row)) {
        if (Buffer.isBuffer(value))
          texts.push(value.toString(), value.toString('latin1'), value.toString('utf16le'));
        else texts.push(typeof value === 'string' ? value : JSON.stringify(value));
      }
    }
  }
  return texts.join('\n').toLowerCase();
}

/** The traces that the database holds. */
export async function found(database: Readable): Promise<string[]> {
  const text = await dump(database);
  return traces.filter((trace) => text.includes(trace));
}

/** A change made by an actor with the customer's address. */
export const headers = { 'x-user-email': words.email };

/**
 * The id of a customer of these words, who was changed, deleted and restored, and had contacts.
 *
 * @param keys what its idempotency keys begin with
 */
export async function lived(api: ApiClient, keys = ''): Promise<string> {
  const keyed = { headers: { ...headers, 'idempotency-key': `${keys}one` } };
  const { body } = await api.post(
    '/customers',
    { ...words, external_id: `${words.external_id}${keys}`, credit_limit_cents: 4711 },
    keyed,
  );
  const id = String(body['id']);
  await api.put(`/customers/${id}`, { notes: 'Quastennotiz 2', name: 'Quastenflosser GmbH' });
  const contacts = `/customers/${id}/contacts`;
  await api.post(contacts, contact, { headers: { 'idempotency-key': `${keys}two` } });
  const { body: gone } = await api.post(contacts, { ...contact, is_primary: true });
  await api.delete(`${contacts}/${String(gone['id'])}`);
  await api.put(`/customers/${id}/stripe-link`, { stripe_customer_id: 'cus_quaste' });
  await api.delete(`/customers/${id}`);
  await api.post(`/customers/${id}/restore`, undefined, { headers: { 'idempotency-key': `${keys}three` } });
  return id;
}

/** The id of an import of the file, once it is completed. */
export async function sent(
  api: ApiClient,
  path: string,
  file: string | Uint8Array<ArrayBuffer>,
): Promise<string> {
  const { body } = await sendFile(api, path, file);
  await until(
    () => api.get(`/customers/imports/${String(body['id'])}`),
    (answer) => answer.body['state'] === 'completed',
    20_000,
  );
  return String(body['id']);
}
