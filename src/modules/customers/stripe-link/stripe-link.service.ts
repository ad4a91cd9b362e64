import { Injectable } from '@nestjs/common';
import type { Caller } from '../../../platform/http/caller.js';
import { actorJson } from '../../../resource/writes/recorded-write.js';
import { conditionalWrite } from '../../../resource/writes/conditional-write.js';
import { conflict, notFound } from '../../../platform/http/errors.js';
import type { Json } from '../../../platform/database/wire/json.js';
import { TenantTransaction } from '../../../platform/database/tenant-transaction.js';
import { violatedConstraint } from '../../../platform/database/database-errors.js';
import type { Customer } from '../customer.entity.js';
import { assertLive, type CustomerState, lockCustomerState } from '../customer-lock.js';
import { selectLockedCustomer, setStripeCustomer } from './stripe-link.statements.js';

/** Which customer of Stripe a customer is: no two customers of a business, unless deleted, are the same one. */
@Injectable()
export class StripeLinkService {
  constructor(private readonly transaction: TenantTransaction) {}

  /** @throws 404, 409 if the customer is deleted or another one has the Stripe customer, 412 */
  async link(
    caller: Caller,
    customerId: string,
    stripeCustomerId: string,
    ifMatch: string | undefined,
  ): Promise<Json<Customer>> {
    try {
      return await this.set(caller, customerId, stripeCustomerId, ifMatch);
    } catch (error) {
      if (violatedConstraint(error) !== 'customers_stripe_customer_key') throw error;
      throw conflict(`The Stripe customer ${stripeCustomerId} is already linked to another customer`);
    }
  }

  /** @throws 404, 409 if the customer is deleted, 412 */
  unlink(caller: Caller, customerId: string, ifMatch: string | undefined): Promise<Json<Customer>> {
    return this.set(caller, customerId, null, ifMatch);
  }

  private async set(
    caller: Caller,
    customerId: string,
    stripeCustomerId: string | null,
    ifMatch: string | undefined,
  ): Promise<Json<Customer>> {
    const { businessId } = caller;
    const written = await conditionalWrite<CustomerState, Json<Customer>, Json<Customer>>(
      this.transaction,
      businessId,
      ifMatch,
      {
        lock: lockCustomerState(businessId, customerId),
        read: selectLockedCustomer(businessId, customerId),
        write: setStripeCustomer(businessId, customerId, stripeCustomerId, actorJson(caller)),
        check: (locked, customer) => {
          assertLive(locked);
          if (customer === undefined) throw notFound('Customer');
          return customer;
        },
      },
    );
    return written.row ?? written.current;
  }
}
