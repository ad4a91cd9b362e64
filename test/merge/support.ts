import type { ApiClient, Json } from '../support/api-client.js';

let made = 0;

/** A new customer: its answer. */
export async function customer(api: ApiClient, fields: Json = {}): Promise<Json & { readonly id: string }> {
  const { status, body } = await api.post('/customers', {
    name: `Customer ${++made}`,
    email: `customer-${made}@example.com`,
    ...fields,
  });
  if (status !== 201) throw new Error(`A customer was not made: ${JSON.stringify(body)}`);
  return { ...body, id: String(body['id']) };
}

export async function contact(api: ApiClient, customerId: string, fields: Json): Promise<string> {
  const { status, body } = await api.post(`/customers/${customerId}/contacts`, fields);
  if (status !== 201) throw new Error(`A contact was not made: ${JSON.stringify(body)}`);
  return String(body['id']);
}

export const merge = (api: ApiClient, id: string, from: readonly string[], more: Json = {}) =>
  api.post(`/customers/${id}/merge`, { from, ...more });

export const read = async (api: ApiClient, id: string): Promise<Json> =>
  (await api.get(`/customers/${id}`)).body;

export const link = (api: ApiClient, id: string, stripe: string) =>
  api.put(`/customers/${id}/stripe-link`, { stripe_customer_id: stripe });

export const contactsOf = ({ contacts }: Json) => contacts as Json[];
