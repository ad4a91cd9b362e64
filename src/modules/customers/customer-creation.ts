import type { BusinessId } from '../../platform/database/business-id.js';
import type { Statement } from '../../platform/database/statement.js';
import type { Run } from '../../platform/database/tenant-transaction.js';
import type { Json } from '../../platform/database/wire/json.js';
import type { Caller } from '../../platform/http/caller.js';
import { badRequest, conflict } from '../../platform/http/errors.js';
import { parseUuid } from '../../pydantic/uuid.js';
import { newId, timeOfId } from '../../resource/lists/ids.js';
import { actorJson } from '../../resource/writes/recorded-write.js';
import type { Customer } from './customer.entity.js';
import type { NewCustomer } from './customer-table.js';
import type { CustomerCreateRequest } from './customers.dto.js';
import { insertCustomers } from './customers.statements.js';
import { type ExternalIdHolder, selectExternalIdHolder } from './external/external.statements.js';

/** @throws 400 for a payment term that is no id */
export function newCustomer(caller: Caller, request: CustomerCreateRequest): NewCustomer {
  const id = newId();
  return {
    ...request,
    default_payment_term_id: paymentTermId(request.default_payment_term_id),
    id,
    created_at: timeOfId(id),
    actor: actorJson(caller),
  };
}

/** How often a creation is tried whose external id another customer had, and has no longer. */
const maxAttempts = 5;

/**
 * Inserts a customer, and finds out why that did not happen.
 *
 * @param insert the customer, or undefined if the database has not inserted it
 * @throws 400 for a payment term that is not an active one, 409 for an external id that another customer has
 */
export async function insertOrRefuse(
  { external_id, default_payment_term_id }: CustomerCreateRequest,
  insert: () => Promise<Json<Customer> | undefined>,
  query: (statement: (businessId: BusinessId) => Statement<ExternalIdHolder>) => Promise<ExternalIdHolder[]>,
): Promise<Json<Customer>> {
  for (let attempt = 1; ; attempt += 1) {
    const row = await insert();
    if (row !== undefined) return row;
    if (typeof external_id !== 'string') throw noSuchPaymentTerm(default_payment_term_id);
    const [holder] = await query((businessId) => selectExternalIdHolder(businessId, external_id));
    if (holder !== undefined || attempt === maxAttempts) throw externalIdTaken(external_id, holder);
    if (typeof default_payment_term_id === 'string' && attempt > 1)
      throw noSuchPaymentTerm(default_payment_term_id);
  }
}

/** As `insertOrRefuse`, within a transaction. */
export const createWithin = (
  run: Run,
  businessId: BusinessId,
  customer: NewCustomer,
  request: CustomerCreateRequest,
): Promise<Json<Customer>> =>
  insertOrRefuse(
    request,
    async () => (await run(insertCustomers(businessId, [customer])))[0][0],
    async (statement) => (await run(statement(businessId)))[0],
  );

const shown = (text: string) => JSON.stringify(text.slice(0, 64));

/** The sentence that refuses an external id, for the document. */
export const externalIdConflict =
  'external_id "crm-4711" is that of the customer 019ab0f7-6c1e-7b52-9d43-5f0e8c2a1b9f';

/** @param holder undefined if it has given the external id up meanwhile */
export const externalIdTaken = (externalId: string, holder: ExternalIdHolder | undefined) =>
  conflict(
    holder === undefined
      ? `Another request is changing the customer with external_id ${shown(externalId)}; please try again`
      : `external_id ${shown(externalId)} is that of the customer ${holder.merged_into ?? holder.id}`,
  );

/** The value is named, but not at any length. */
export const noSuchPaymentTerm = (id: unknown) =>
  badRequest(
    `default_payment_term_id ${JSON.stringify(String(id).slice(0, 64))} is not an active payment term of this business`,
  );

/** The id as PostgreSQL takes it. @throws 400 for text that is no id, which cannot name a payment term */
export function paymentTermId(text: string | null | undefined): string | null {
  if (text === null || text === undefined) return null;
  const parsed = parseUuid(text);
  if ('reason' in parsed) throw noSuchPaymentTerm(text);
  return parsed.uuid;
}
