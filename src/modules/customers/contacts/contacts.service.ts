import { Injectable } from '@nestjs/common';
import type { Caller } from '../../../platform/http/caller.js';
import { actorJson } from '../../../resource/writes/recorded-write.js';
import { conditionalWrite, type Written } from '../../../resource/writes/conditional-write.js';
import { conflict, notFound } from '../../../platform/http/errors.js';
import { Idempotency } from '../../../resource/writes/idempotency.js';
import type { ResponseBody } from '../../../platform/database/wire/json.js';
import { newId, timeOfId } from '../../../resource/lists/ids.js';
import { TenantTransaction } from '../../../platform/database/tenant-transaction.js';
import type { Statement } from '../../../platform/database/statement.js';
import {
  assertLive,
  type CustomerState,
  lockCustomerState,
  selectCustomerState,
  sharedLockOf,
} from '../customer-lock.js';
import type {
  ContactPath,
  EntityContactCreateRequest,
  EntityContactResponse,
  EntityContactUpdateRequest,
} from './contacts.dto.js';
import {
  deleteContact,
  insertContact,
  maxContacts,
  selectContact,
  selectContacts,
  updateContact,
} from './contacts.statements.js';

/**
 * The contacts of a customer. They can be read as long as the customer can, and changed as long as it is not
 * deleted. A change of a contact does not move the customer's `updated_at`; its ETag changes, as its body does.
 */
@Injectable()
export class ContactsService {
  constructor(
    private readonly transaction: TenantTransaction,
    private readonly idempotency: Idempotency,
  ) {}

  /** Primary first, then by `created_at`. @throws 404 if the business has no such customer */
  async list({ businessId }: Caller, customerId: string): Promise<EntityContactResponse[]> {
    const [[customer], contacts] = await this.transaction.queryAll(businessId, [
      selectCustomerState(businessId, customerId),
      selectContacts(businessId, customerId),
    ]);
    if (customer === undefined) throw notFound('Customer');
    return contacts;
  }

  /** @throws 404 if the business has no such customer, or the customer no such contact */
  async get(
    { businessId }: Caller,
    { customer_id, contact_id }: ContactPath,
  ): Promise<EntityContactResponse> {
    const [[customer], [contact]] = await this.transaction.queryAll(businessId, [
      selectCustomerState(businessId, customer_id),
      selectContact(businessId, customer_id, contact_id),
    ]);
    if (customer === undefined) throw notFound('Customer');
    if (contact === undefined) throw notFound('Contact');
    return contact;
  }

  /** @throws 404 if the business has no such customer, 409 if it is deleted, or has the most contacts already */
  create(
    caller: Caller,
    customerId: string,
    request: EntityContactCreateRequest,
  ): Promise<ResponseBody<EntityContactResponse>> {
    const { businessId } = caller;
    const id = newId();
    const contact = { ...request, id, customer_id: customerId, created_at: timeOfId(id) };
    return this.idempotency.once(caller, async (run) => {
      const [[customer], [created]] = await run(
        lockCustomerState(businessId, customerId),
        insertContact(businessId, contact, actorJson(caller)),
      );
      assertLive(customer);
      if (created === undefined) throw conflict(`The customer has ${maxContacts} contacts already`);
      return created;
    });
  }

  /**
   * Changes the fields that are present.
   *
   * @throws 404 if there is no such customer or contact, 409 if the customer is deleted, 412
   */
  async update(
    caller: Caller,
    path: ContactPath,
    request: EntityContactUpdateRequest,
    ifMatch: string | undefined,
  ): Promise<EntityContactResponse> {
    const { customer_id, contact_id } = path;
    const statement = updateContact(caller.businessId, customer_id, contact_id, request, actorJson(caller));
    const written = await this.write(caller, path, ifMatch, statement);
    return written.row ?? written.current;
  }

  /**
   * Removes the contact for good. Doing so again is a 404, unlike for a customer, of which the row stays: a contact
   * that was removed cannot be distinguished from one that never existed.
   *
   * @throws 404, 409, 412 as for `update`
   */
  async remove(caller: Caller, path: ContactPath, ifMatch: string | undefined): Promise<void> {
    const { customer_id, contact_id } = path;
    await this.write(
      caller,
      path,
      ifMatch,
      deleteContact(caller.businessId, customer_id, contact_id, actorJson(caller)),
    );
  }

  private write(
    { businessId }: Caller,
    { customer_id, contact_id }: ContactPath,
    ifMatch: string | undefined,
    write: Statement<EntityContactResponse>,
  ): Promise<Written<EntityContactResponse, EntityContactResponse>> {
    return conditionalWrite(this.transaction, businessId, ifMatch, {
      lock: lockCustomerState(businessId, customer_id),
      sharedLock: sharedLockOf(customer_id),
      read: selectContact(businessId, customer_id, contact_id),
      write,
      check: (customer: CustomerState | undefined, contact: EntityContactResponse | undefined) => {
        assertLive(customer);
        if (contact === undefined) throw notFound('Contact');
        return contact;
      },
    });
  }
}
