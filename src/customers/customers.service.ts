import { Inject, Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { Caller } from '../common/caller.js';
import { badRequest, notFound } from '../common/errors.js';
import { parseUuid } from '../common/parsing/uuid.js';
import { timeOfId } from '../common/time-of-id.js';
import { BusinessTransaction } from '../database/business-transaction.js';
import type { Customer } from './customer.entity.js';
import type { CustomerCreateRequest } from './customers.dto.js';
import { insertCustomers, selectCustomer } from './customers.statements.js';

@Injectable()
export class CustomersService {
  constructor(@Inject(BusinessTransaction) private readonly transaction: BusinessTransaction) {}

  /** @throws 400 if `default_payment_term_id` names no active payment term of the business */
  async create(caller: Caller, request: CustomerCreateRequest): Promise<Customer> {
    const { businessId } = caller;
    const id = uuidv7();
    const default_payment_term_id = paymentTermId(request.default_payment_term_id);
    const customer = { ...request, default_payment_term_id, id, created_at: timeOfId(id) };
    const [created] = await this.transaction.query<Customer>(
      businessId,
      insertCustomers(businessId, [customer]),
    );
    if (created === undefined) throw noSuchPaymentTerm(request.default_payment_term_id);
    created.contacts = [];
    return created;
  }

  /** @throws 404 if the business has no such customer; a deleted one it still has */
  async get(caller: Caller, id: string): Promise<Customer> {
    const { businessId } = caller;
    const [customer] = await this.transaction.query<Customer>(businessId, selectCustomer(businessId, id));
    if (customer === undefined) throw notFound('Customer');
    return customer;
  }
}

/** The value is named, but not at any length. */
const noSuchPaymentTerm = (id: unknown) =>
  badRequest(
    `default_payment_term_id ${JSON.stringify(String(id).slice(0, 64))} is not an active payment term of this business`,
  );

/** The id as PostgreSQL takes it; text that is no id cannot name a payment term. */
function paymentTermId(text: string | null | undefined): string | null {
  if (text === null || text === undefined) return null;
  const parsed = parseUuid(text);
  if ('reason' in parsed) throw noSuchPaymentTerm(text);
  return parsed.uuid;
}
