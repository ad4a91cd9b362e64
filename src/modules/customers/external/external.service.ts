import { Injectable } from '@nestjs/common';
import { TenantTransaction } from '../../../platform/database/tenant-transaction.js';
import type { Json, ResponseBody } from '../../../platform/database/wire/json.js';
import type { Caller } from '../../../platform/http/caller.js';
import {
  ApiError,
  conflict,
  notFound,
  resourceExists,
  resourceIsMissing,
  unprocessable,
} from '../../../platform/http/errors.js';
import { inputBodyOf } from '../../../platform/http/errors.js';
import { asContentOf, asCreated } from '../../../platform/http/reply.js';
import { Issue, locate, missing, type ValidationError } from '../../../pydantic/issues.js';
import type { Customer } from '../customer.entity.js';
import { mergedInto } from '../customer-lock.js';
import type { CustomerCreateRequest } from '../customers.dto.js';
import { CustomersService } from '../customers.service.js';
import type { CustomerUpsertRequest } from './external.dto.js';
import { type ExternalIdHolder, selectExternalIdHolder } from './external.statements.js';

export interface Preconditions {
  readonly ifMatch: string | undefined;
  readonly ifNoneMatch: string | undefined;
}

/** How often an upsert starts again because another request has created, deleted or merged the customer meanwhile. */
const maxAttempts = 10;

const pathOf = (id: string) => `/api/v1/customers/${id}`;

@Injectable()
export class ExternalService {
  constructor(
    private readonly transaction: TenantTransaction,
    private readonly customers: CustomersService,
  ) {}

  /** @throws 404 if no customer has the external id, nor is the one that remains of a merge still there */
  async get(caller: Caller, externalId: string): Promise<ResponseBody<Customer>> {
    const holder = found(await this.holderOf(caller, externalId));
    if (holder.merged_into === null) return this.customers.get(caller, holder.id);
    const survivor = await this.customers.get(caller, holder.merged_into);
    if (survivor.value.is_deleted) throw notFound('Customer');
    return asContentOf(survivor, pathOf(holder.merged_into));
  }

  /**
   * Creates the customer, or changes the one that has the external id. A unique index decides between simultaneous
   * requests: one creates, and the others change what it has created.
   *
   * @throws 412 where `If-None-Match: *` meets a customer, or `If-Match` none or another state of it; 422 for a new customer
   *   without what it needs; and what creating and changing a customer throw
   */
  async upsert(
    caller: Caller,
    externalId: string,
    { external_id, ...fields }: CustomerUpsertRequest,
    { ifMatch, ifNoneMatch }: Preconditions,
  ): Promise<ResponseBody<Customer>> {
    assertSame(externalId, external_id);
    for (let attempt = 1; ; attempt += 1) {
      const holder = await this.holderOf(caller, externalId);
      try {
        if (holder !== undefined) {
          if (ifNoneMatch?.trim() === '*') throw resourceExists();
          return await this.customers.update(caller, holder.merged_into ?? holder.id, fields, ifMatch);
        }
        if (ifMatch !== undefined) throw resourceIsMissing();
        const created = await this.customers.create(caller, { ...complete(fields), external_id: externalId });
        return asCreated(created as Json<Customer>, pathOf((created as Json<Customer>).id));
      } catch (error) {
        const isConflict = error instanceof ApiError && error.getStatus() === 409;
        if (!isConflict || attempt === maxAttempts) throw error;
        // A creation conflicts with a customer that another request has created, and may have deleted again by now.
        if (holder === undefined) continue;
        const now = await this.holderOf(caller, externalId);
        if (now?.id === holder.id && now.merged_into === holder.merged_into) throw error;
      }
    }
  }

  /** @throws 404, 409 for the external id of a customer that was merged, 412 */
  async remove(caller: Caller, externalId: string, ifMatch: string | undefined): Promise<void> {
    const holder = found(await this.holderOf(caller, externalId));
    if (holder.merged_into !== null) throw conflict(mergedInto(holder.merged_into));
    return this.customers.remove(caller, holder.id, ifMatch);
  }

  private async holderOf({ businessId }: Caller, externalId: string): Promise<ExternalIdHolder | undefined> {
    const [holder] = await this.transaction.query(businessId, selectExternalIdHolder(businessId, externalId));
    return holder;
  }
}

function found(holder: ExternalIdHolder | undefined): ExternalIdHolder {
  if (holder === undefined) throw notFound('Customer');
  return holder;
}

/** @throws 422 where the body names another external id: a change by id can set it */
export function assertSame(externalId: string, sent: string | null | undefined): void {
  if (sent === undefined || sent === externalId) return;
  const error = 'the external id is not that of the path: change it by the id of the customer';
  throw unprocessable([
    locate(new Issue('value_error', `Value error, ${error}`, { error }), ['body', 'external_id'], sent),
  ]);
}

/** @throws 422 for what a new customer needs */
export function complete(fields: Omit<CustomerUpsertRequest, 'external_id'>): CustomerCreateRequest {
  const { name, email } = fields;
  if (name !== undefined && email !== undefined) return { ...fields, name, email };
  const errors = Object.entries({ name, email }).flatMap(([field, value]): ValidationError[] =>
    value === undefined ? [locate(missing, ['body', field], inputBodyOf)] : [],
  );
  throw unprocessable(errors);
}
