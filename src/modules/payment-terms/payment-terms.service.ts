import { Injectable } from '@nestjs/common';
import type { Caller } from '../../platform/http/caller.js';
import { actorJson } from '../../resource/writes/recorded-write.js';
import { conditionalWrite } from '../../resource/writes/conditional-write.js';
import { inputBodyOf, notFound, unprocessable } from '../../platform/http/errors.js';
import { Idempotency } from '../../resource/writes/idempotency.js';
import type { ResponseBody, Json } from '../../platform/database/wire/json.js';
import type { Page } from '../../resource/lists/page.js';
import { Pagination } from '../../resource/lists/pagination.js';
import { newId, timeOfId } from '../../resource/lists/ids.js';
import { TenantTransaction } from '../../platform/database/tenant-transaction.js';
import { violatedConstraint } from '../../platform/database/database-errors.js';
import { defaultTerms } from './default-terms.js';
import { paymentTermList } from './payment-term-list.js';
import type { PaymentTerm } from './payment-term.entity.js';
import type {
  PaymentTermCreateRequest,
  PaymentTermListQuery,
  PaymentTermUpdateRequest,
} from './payment-terms.dto.js';
import {
  insertPaymentTerm,
  lockPaymentTerms,
  seedPaymentTerms,
  selectDefaultPaymentTerm,
  selectPaymentTerm,
  updatePaymentTerm,
} from './payment-terms.statements.js';

@Injectable()
export class PaymentTermsService {
  constructor(
    private readonly transaction: TenantTransaction,
    private readonly pagination: Pagination,
    private readonly idempotency: Idempotency,
  ) {}

  /** @throws 422 where the fields do not go together */
  create(caller: Caller, request: PaymentTermCreateRequest): Promise<ResponseBody<PaymentTerm>> {
    const { businessId } = caller;
    const term = { ...request, ...newIdentity() };
    return this.idempotency
      .once(caller, async (run) => {
        const [, [created]] = await run(
          lockPaymentTerms(businessId),
          insertPaymentTerm(businessId, term, actorJson(caller)),
        );
        if (created === undefined) throw new Error('An insert has returned no row');
        return created;
      })
      .catch((error: unknown) => {
        throw explained(error);
      });
  }

  list(caller: Caller, query: PaymentTermListQuery): Promise<Json<Page<PaymentTerm>>> {
    return this.pagination.page(caller, paymentTermList(caller.businessId, query), query);
  }

  /** @throws 404 if the business has no such payment term; a deactivated one it still has */
  async get({ businessId }: Caller, id: string): Promise<PaymentTerm> {
    const [term] = await this.transaction.query(businessId, selectPaymentTerm(businessId, id));
    if (term === undefined) throw notFound('Payment term');
    return term;
  }

  /** @throws 404 if the business has no default */
  async getDefault({ businessId }: Caller): Promise<PaymentTerm> {
    const [term] = await this.transaction.query(businessId, selectDefaultPaymentTerm(businessId));
    if (term === undefined) throw notFound('Payment term');
    return term;
  }

  /** Adds those of the usual payment terms that the business has not yet. */
  seedDefaults(caller: Caller): Promise<ResponseBody<PaymentTerm[]>> {
    const { businessId } = caller;
    const terms = defaultTerms.map((term) => ({ ...term, ...newIdentity() }));
    return this.idempotency.once(caller, async (run) => {
      const [, seeded] = await run(
        lockPaymentTerms(businessId),
        seedPaymentTerms(businessId, terms, actorJson(caller)),
      );
      return seeded;
    });
  }

  /**
   * Changes the fields that are present. A payment term that is deactivated is the default no longer.
   *
   * @throws 404, 412, and 422 where the fields, with those that stay, do not go together
   */
  async update(
    caller: Caller,
    id: string,
    request: PaymentTermUpdateRequest,
    ifMatch: string | undefined,
  ): Promise<PaymentTerm> {
    const { businessId } = caller;
    const { is_active, is_default } = request;
    const patch = is_active === false ? { ...request, is_default: is_default ?? false } : request;
    const written = await conditionalWrite<object, PaymentTerm, PaymentTerm>(
      this.transaction,
      businessId,
      ifMatch,
      {
        lock: lockPaymentTerms(businessId),
        read: selectPaymentTerm(businessId, id),
        write: updatePaymentTerm(businessId, id, patch, actorJson(caller)),
        check: (_, term) => {
          if (term === undefined) throw notFound('Payment term');
          return term;
        },
      },
    ).catch((error: unknown) => {
      throw explained(error);
    });
    return written.row ?? written.current;
  }

  /** It can no longer be chosen and is no longer the default; customers keep their reference. @throws 404, 412 */
  async deactivate(caller: Caller, id: string, ifMatch: string | undefined): Promise<void> {
    await this.update(caller, id, { is_active: false }, ifMatch);
  }
}

function newIdentity() {
  const id = newId();
  return { id, created_at: timeOfId(id) };
}

/** The rules between the fields of a payment term, as error sentences; the table has them as constraints. */
const rules: Readonly<Record<string, string>> = {
  payment_terms_discount_within_term_check: 'discount_days should be less than or equal to days_until_due',
  payment_terms_default_is_active_check: 'the default payment term should be active',
};

/**
 * Where the fields do not go together, the error that a validator of the whole model gives in the source API: its
 * `ctx` holds the exception, which its JSON shows as `{}`. Whether they do is for the table to say, since a request
 * may hold one of them only.
 */
function explained(error: unknown): unknown {
  const rule = rules[violatedConstraint(error) ?? ''];
  if (rule === undefined) return error;
  return unprocessable([
    {
      type: 'value_error',
      loc: ['body'],
      msg: `Value error, ${rule}`,
      input: inputBodyOf,
      ctx: { error: {} },
    },
  ]);
}
