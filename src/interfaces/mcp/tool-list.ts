/** An operation of the API that an assistant may call as a tool. */
export interface ToolChoice {
  readonly name: string;
  /** Distinct among the tools: clients show it in place of the name. */
  readonly title: string;
  readonly method: 'get' | 'post' | 'put' | 'delete';
  /** As in the OpenAPI document. */
  readonly path: string;
  /** Replaces the operation's own description, where an assistant has to choose between two tools. */
  readonly description?: string;
  /** Arguments that are optional in the operation and required in the tool. */
  readonly required?: readonly string[];
  /** Whether a POST may overwrite or remove data. A PUT and a DELETE may. */
  readonly isDestructive?: boolean;
  /** The tool that returns a field whole, where this tool has no `fields`. */
  readonly readWith?: string;
}

const customers = '/api/v1/customers';
const customer = `${customers}/{customer_id}`;
const byExternalId = `${customers}/external/{external_id}`;
const contacts = `${customer}/contacts`;
const paymentTerms = '/api/v1/payment-terms';

/** The tools for managing customers; tokens, businesses and erasure are left to people. */
export const toolChoices: readonly ToolChoice[] = [
  {
    name: 'search_customers',
    title: 'Search customers',
    method: 'get',
    path: customers,
    required: ['search'],
    description: 'Find customers by name, also by part of it or misspelt; the best match comes first.',
  },
  { name: 'list_customers', title: 'List customers', method: 'get', path: customers },
  { name: 'get_customer', title: 'Get a customer', method: 'get', path: customer },
  {
    name: 'create_customer',
    title: 'Create a customer',
    method: 'post',
    path: customers,
    readWith: 'get_customer',
  },
  {
    name: 'get_customer_by_external_id',
    title: 'Get a customer by its external id',
    method: 'get',
    path: byExternalId,
  },
  {
    name: 'upsert_customer',
    title: 'Create or update a customer by its external id',
    method: 'put',
    path: byExternalId,
    readWith: 'get_customer',
  },
  {
    name: 'update_customer',
    title: 'Update a customer',
    method: 'put',
    path: customer,
    readWith: 'get_customer',
  },
  { name: 'delete_customer', title: 'Delete a customer', method: 'delete', path: customer },
  {
    name: 'restore_customer',
    title: 'Restore a customer',
    method: 'post',
    path: `${customer}/restore`,
    readWith: 'get_customer',
  },
  {
    name: 'get_customer_history',
    title: 'Get the history of a customer',
    method: 'get',
    path: `${customer}/history`,
    description: 'The changes of a customer and of its contacts: what, when and by whom, oldest first.',
  },
  {
    name: 'list_duplicate_customers',
    title: 'List duplicate customers',
    method: 'get',
    path: `${customers}/duplicates`,
  },
  {
    name: 'merge_customers',
    title: 'Merge customers',
    method: 'post',
    path: `${customer}/merge`,
    isDestructive: true,
    readWith: 'get_customer',
    description:
      'Merge duplicates (`from`) into one customer (`customer_id`): it gets their contacts, and fills its empty fields from them; they are deleted. Call it with `dry_run: true` first.',
  },
  { name: 'list_contacts', title: 'List contacts', method: 'get', path: contacts },
  {
    name: 'create_contact',
    title: 'Create a contact',
    method: 'post',
    path: contacts,
    readWith: 'list_contacts',
  },
  {
    name: 'update_contact',
    title: 'Update a contact',
    method: 'put',
    path: `${contacts}/{contact_id}`,
    readWith: 'list_contacts',
  },
  { name: 'delete_contact', title: 'Delete a contact', method: 'delete', path: `${contacts}/{contact_id}` },
  { name: 'list_payment_terms', title: 'List payment terms', method: 'get', path: paymentTerms },
  {
    name: 'get_payment_term',
    title: 'Get a payment term',
    method: 'get',
    path: `${paymentTerms}/{term_id}`,
  },
  { name: 'create_payment_term', title: 'Create a payment term', method: 'post', path: paymentTerms },
  {
    name: 'update_payment_term',
    title: 'Update a payment term',
    method: 'put',
    path: `${paymentTerms}/{term_id}`,
  },
];
