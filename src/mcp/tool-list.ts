/** An operation of the API that an assistant may call as a tool. */
export interface ToolChoice {
  readonly name: string;
  readonly method: 'get' | 'post' | 'put' | 'delete';
  /** As the OpenAPI document has it. */
  readonly path: string;
  /** Says more than the operation's own description, where an assistant has to choose between two tools. */
  readonly description?: string;
  /** Arguments that the operation takes, but the tool insists on. */
  readonly required?: readonly string[];
}

const customers = '/api/v1/customers';
const customer = `${customers}/{customer_id}`;
const contacts = `${customer}/contacts`;
const paymentTerms = '/api/v1/payment-terms';

/** What an assistant needs to look after customers: no tokens and no businesses, which are for people. */
export const toolChoices: readonly ToolChoice[] = [
  {
    name: 'search_customers',
    method: 'get',
    path: customers,
    required: ['search'],
    description: 'Find customers by name, also in part or misspelt, the best match first.',
  },
  { name: 'list_customers', method: 'get', path: customers },
  { name: 'get_customer', method: 'get', path: customer },
  { name: 'create_customer', method: 'post', path: customers },
  { name: 'update_customer', method: 'put', path: customer },
  { name: 'delete_customer', method: 'delete', path: customer },
  { name: 'restore_customer', method: 'post', path: `${customer}/restore` },
  {
    name: 'get_customer_history',
    method: 'get',
    path: `${customer}/history`,
    description: 'What has changed of a customer and of its contacts, when, and who did it, oldest first.',
  },
  { name: 'list_contacts', method: 'get', path: contacts },
  { name: 'create_contact', method: 'post', path: contacts },
  { name: 'update_contact', method: 'put', path: `${contacts}/{contact_id}` },
  { name: 'delete_contact', method: 'delete', path: `${contacts}/{contact_id}` },
  { name: 'list_payment_terms', method: 'get', path: paymentTerms },
  { name: 'get_payment_term', method: 'get', path: `${paymentTerms}/{term_id}` },
  { name: 'create_payment_term', method: 'post', path: paymentTerms },
  { name: 'update_payment_term', method: 'put', path: `${paymentTerms}/{term_id}` },
];
