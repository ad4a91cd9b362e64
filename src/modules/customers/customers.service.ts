import { Injectable } from '@nestjs/common';
import type { Caller } from '../../platform/http/caller.js';
import { actorJson } from '../../resource/writes/recorded-write.js';
import { conditionalWrite } from '../../resource/writes/conditional-write.js';
import { conflict, notFound, unprocessable } from '../../platform/http/errors.js';
import { Idempotency } from '../../resource/writes/idempotency.js';
import type { ResponseBody, Json } from '../../platform/database/wire/json.js';
import type { Page } from '../../resource/lists/page.js';
import { Pagination } from '../../resource/lists/pagination.js';
import { locate } from '../../pydantic/issues.js';
import { assertMatches } from '../../platform/http/preconditions.js';
import { Batches } from '../../platform/database/batches.js';
import type { BusinessId } from '../../platform/database/business-id.js';
import { TenantTransaction } from '../../platform/database/tenant-transaction.js';
import { violatedConstraint } from '../../platform/database/database-errors.js';
import { limitTime, type Statement } from '../../platform/database/statement.js';
import { customerList } from './customer-list.js';
import type { CustomerListQuery } from './customer-list.dto.js';
import type { Customer } from './customer.entity.js';
import {
  assertLive,
  assertNotErased,
  assertNotMerged,
  type CustomerState,
  lockCustomerState,
  sharedLockOf,
} from './customer-lock.js';
import type { NewCustomer } from './customer-table.js';
import {
  createWithin,
  externalIdTaken,
  insertOrRefuse,
  newCustomer,
  noSuchPaymentTerm,
  paymentTermId,
} from './customer-creation.js';
import { selectExternalIdHolder } from './external/external.statements.js';
import { metadataTooLarge } from './metadata.js';
import type { CustomerCreateRequest, CustomerUpdateRequest } from './customers.dto.js';
import {
  deleteCustomer,
  insertCustomers,
  restoreCustomer,
  selectCustomer,
  selectCustomers,
  updateCustomer,
} from './customers.statements.js';
import {
  customerAsOf,
  selectContactStateEvents,
  selectCustomerStateEvents,
} from './history/customer-as-of.js';
import { lockGroup, repointMerged, selectMergedBelow, withStableGroup } from './merge/merged-group.js';
import { bestMatches, searchAll, searchTimeLimitMs } from './search/customer-search.js';
import { SearchSlots } from './search/search-slots.js';

/** The sentences that refuse to restore a customer, for the document. */
export const restoreConflicts = {
  stripe: 'The Stripe customer of this customer is now linked to another customer',
  externalId: 'The external id of this customer is now that of another customer',
} as const;

@Injectable()
export class CustomersService {
  /** Concurrent creations share a statement and its commit, and concurrent reads a statement. */
  private readonly inserts = new Batches((businessId, customers: readonly NewCustomer[]) =>
    this.rowsOf(
      businessId,
      customers.map(({ id }) => id),
      insertCustomers(businessId, customers),
    ),
  );
  private readonly reads = new Batches((businessId, ids: readonly string[]) =>
    this.rowsOf(businessId, ids, selectCustomers(businessId, ids)),
  );

  private readonly searches = new SearchSlots();

  constructor(
    private readonly transaction: TenantTransaction,
    private readonly pagination: Pagination,
    private readonly idempotency: Idempotency,
  ) {}

  /**
   * @throws 400 if `default_payment_term_id` names no active payment term of the business, 409 if another customer has the
   *   external id
   */
  async create(caller: Caller, request: CustomerCreateRequest): Promise<ResponseBody<Customer>> {
    const { businessId, idempotencyKey } = caller;
    const customer = newCustomer(caller, request);
    const creating =
      idempotencyKey === null
        ? insertOrRefuse(
            request,
            // A unique index may make an external id wait, and nobody else is to wait with it.
            async () =>
              typeof request.external_id === 'string'
                ? (await this.transaction.query(businessId, insertCustomers(businessId, [customer])))[0]
                : this.inserts.submit(businessId, customer),
            (statement) => this.transaction.query(businessId, statement(businessId)),
          )
        : this.idempotency.once(caller, (run) => createWithin(run, businessId, customer, request));
    return creating.catch(async (error: unknown) => {
      throw await this.refusal(businessId, error, request);
    });
  }

  /** @throws 422 for a cursor of another list, 503 for a search beyond its bounds */
  list(caller: Caller, query: CustomerListQuery): Promise<Json<Page<Customer>>> {
    const { businessId } = caller;
    if (query.search === undefined) {
      return this.pagination.page(caller, customerList(businessId, query), query);
    }
    return this.searches.run(businessId, async () => {
      const list =
        query.sort_by === undefined
          ? bestMatches(businessId, query)
          : customerList(businessId, query, await this.found(businessId, query));
      return this.pagination.page(caller, list, query);
    });
  }

  /** The ids of the customers that the search of a query finds. */
  private async found(businessId: BusinessId, query: CustomerListQuery): Promise<string[]> {
    const [, matches] = await this.transaction.queryAll(businessId, [
      limitTime(searchTimeLimitMs),
      searchAll(businessId, query),
    ]);
    return matches.map(({ id }) => id);
  }

  /** @throws 404 if the business has no such customer; a deleted one it still has */
  async get({ businessId }: Caller, id: string): Promise<Json<Customer>> {
    return found(await this.reads.submit(businessId, id));
  }

  /** The customer as it was at a time. @throws 404 if the business has no such customer, or had it not yet */
  async getAsOf(caller: Caller, id: string, time: Date): Promise<Customer> {
    const { businessId } = caller;
    const current = await this.get(caller, id);
    const [ofCustomer, ofContacts] = await this.transaction.queryAll(businessId, [
      selectCustomerStateEvents(businessId, id, time),
      selectContactStateEvents(businessId, id, time),
    ]);
    return found(customerAsOf(current.value, time, ofCustomer, ofContacts));
  }

  /**
   * Changes the fields that are present.
   *
   * @throws 404, 409 for a deleted customer and as for `create`, 412, 400 as for `create`, 422 for more metadata than fits
   */
  async update(
    caller: Caller,
    id: string,
    request: CustomerUpdateRequest,
    ifMatch: string | undefined,
  ): Promise<Json<Customer>> {
    const { businessId } = caller;
    const default_payment_term_id = paymentTermId(request.default_payment_term_id);
    const patch =
      request.default_payment_term_id === undefined ? request : { ...request, default_payment_term_id };
    const written = await conditionalWrite<CustomerState, object, Json<Customer>>(
      this.transaction,
      businessId,
      ifMatch,
      {
        lock: lockCustomerState(businessId, id),
        // A unique index may make the write of an external id wait.
        ...(typeof patch.external_id === 'string' ? {} : { sharedLock: sharedLockOf(id) }),
        read: selectForIfMatch(businessId, id, ifMatch),
        write: updateCustomer(businessId, id, patch, actorJson(caller)),
        check: (locked, customer) => {
          assertLive(locked);
          return found(customer ?? locked);
        },
      },
    ).catch(async (error: unknown) => {
      throw await this.refusal(businessId, error, request);
    });
    if (written.row === undefined) throw noSuchPaymentTerm(request.default_payment_term_id);
    return written.row;
  }

  /** What a constraint has refused, as the error that says so. */
  private async refusal(
    businessId: BusinessId,
    error: unknown,
    { external_id, metadata }: Pick<CustomerUpdateRequest, 'external_id' | 'metadata'>,
  ): Promise<unknown> {
    const constraint = violatedConstraint(error);
    if (constraint === 'customers_metadata_check') {
      return unprocessable([locate(metadataTooLarge, ['body', 'metadata'], metadata)]);
    }
    if (constraint !== 'customers_external_id_key') return error;
    const [holder] = await this.transaction.query(
      businessId,
      selectExternalIdHolder(businessId, external_id ?? ''),
    );
    return externalIdTaken(external_id ?? '', holder);
  }

  /** Soft: the customer leaves the lists, and stays readable. @throws 404, 409 if it was merged, 412 */
  async remove(caller: Caller, id: string, ifMatch: string | undefined): Promise<void> {
    const { businessId } = caller;
    await conditionalWrite<CustomerState, object, object>(this.transaction, businessId, ifMatch, {
      lock: lockCustomerState(businessId, id),
      sharedLock: sharedLockOf(id),
      read: selectForIfMatch(businessId, id, ifMatch),
      write: deleteCustomer(businessId, id, actorJson(caller)),
      check: (locked, customer) => {
        assertNotMerged(locked);
        return found(customer ?? locked);
      },
    });
  }

  /**
   * Brings a deleted or merged customer back, and with a merged one those that had been merged into it before.
   *
   * @throws 404, 412, and 409 if it was erased, or if another customer has its Stripe customer or external id by now
   */
  async restore(caller: Caller, id: string, ifMatch: string | undefined): Promise<ResponseBody<Customer>> {
    return withStableGroup(() => this.restoreOnce(caller, id, ifMatch)).catch((error: unknown) => {
      const constraint = violatedConstraint(error);
      if (constraint === 'customers_stripe_customer_key') throw conflict(restoreConflicts.stripe);
      if (constraint === 'customers_external_id_key') throw conflict(restoreConflicts.externalId);
      throw error;
    });
  }

  private restoreOnce(
    caller: Caller,
    id: string,
    ifMatch: string | undefined,
  ): Promise<ResponseBody<Customer>> {
    const { businessId } = caller;
    const actor = actorJson(caller);
    return this.idempotency.once(caller, async (run) => {
      const states = await lockGroup(run, businessId, [id], selectMergedBelow(businessId, id));
      assertNotErased(states.find((state) => state.id === id));
      const [[current]] = await run(selectCustomer(businessId, id));
      assertMatches(ifMatch, found(current));
      const below = states.filter((state) => state.id !== id).map((state) => state.id);
      const [[restored]] = await run(
        restoreCustomer(businessId, id, actor),
        ...(below.length === 0 ? [] : [repointMerged(businessId, below, id, actor)]),
      );
      return found(restored);
    });
  }

  /** The statement's rows in the order of the ids; undefined for a missing row. */
  private async rowsOf(
    businessId: BusinessId,
    ids: readonly string[],
    statement: Statement<Json<Customer>>,
  ): Promise<(Json<Customer> | undefined)[]> {
    const rows = await this.transaction.query(businessId, statement);
    const byId = new Map(rows.map((row) => [row.id, row]));
    return ids.map((id) => byId.get(id));
  }
}

function found<Found extends object>(customer: Found | undefined): Found {
  if (customer === undefined) throw notFound('Customer');
  return customer;
}

/** The customer is read where `If-Match` is held against it; otherwise its lock says that it is there. */
const selectForIfMatch = (businessId: BusinessId, id: string, ifMatch: string | undefined) =>
  ifMatch === undefined ? undefined : selectCustomer(businessId, id);
