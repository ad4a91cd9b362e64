import { Logger } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DatabaseError } from 'pg';
import { Batches } from '../../src/platform/database/batches.js';
import type { BusinessId } from '../../src/platform/database/business-id.js';
import { lostNodeOf, violatedConstraint } from '../../src/platform/database/database-errors.js';
import { DeadlineError } from '../../src/platform/database/wire/pipeline.js';
import { toApiError } from '../../src/platform/http/errors.js';
import { loggableError } from '../../src/platform/observability/log/loggable-error.js';

const refusal = (code: string, more: Partial<DatabaseError> = {}) =>
  Object.assign(new DatabaseError('refused', 0, 'error'), { code }, more);

const answerTo = (error: unknown) => {
  const answer = toApiError(error, 'request');
  return { status: answer.getStatus(), retryAfter: answer.headers['retry-after'] };
};

/** How often a batch of two is sent, whose every sending fails. */
async function sendings(failure: Error): Promise<number> {
  let count = 0;
  const refuse = (): Promise<string[]> => {
    count += 1;
    return Promise.reject(failure);
  };
  const batches = new Batches<string, string>(refuse);
  const business = 'one' as BusinessId;
  await Promise.allSettled([batches.submit(business, 'a'), batches.submit(business, 'b')]);
  return count;
}

describe('a refusal by the database', () => {
  beforeAll(() => Logger.overrideLogger(false));
  afterAll(() => Logger.overrideLogger(true));

  it.each([
    ['25006', 'a server that only reads'],
    ['28000', 'a login that is not allowed'],
    ['28P01', 'a password that was changed'],
    ['3D000', 'a database that is gone'],
    ['42501', 'a grant that was revoked'],
    ['53100', 'a full disk'],
    ['53200', 'no memory'],
    ['53300', 'no connection left'],
    ['57P01', 'an administrator'],
    ['57P02', 'a crash'],
    ['57P03', 'a start'],
    ['25P03', 'idleness within a transaction'],
    ['08006', 'a connection that failed'],
  ])(
    '%s, because of %s, is a 503 to try again after 1 s, and is not asked for again by itself',
    async (code) => {
      expect(answerTo(refusal(code))).toEqual({ status: 503, retryAfter: '1' });
      expect(await sendings(refusal(code))).toBe(1);
    },
  );

  it('by the coordinator that has lost a node is a 503 too, whatever its code', () => {
    for (const message of [
      'failure on connection marked as essential: 10.0.0.2:5432',
      'connection to the remote node customers_service@10.0.0.2:5432 failed with the following error: …',
    ]) {
      const error = refusal('XX000', { message });
      expect(answerTo(error)).toEqual({ status: 503, retryAfter: '1' });
      expect(lostNodeOf(error)).toBe('10.0.0.2:5432');
    }
    expect(lostNodeOf(refusal('XX000', { message: 'no worker at 10.0.0.2:5432' }))).toBeUndefined();
    expect(answerTo(refusal('XX000'))).toMatchObject({ status: 500 });
  });

  it.each([
    ['40P01', 'a deadlock'],
    ['55P03', 'a lock'],
    ['57014', 'its time'],
  ])('%s, because of %s, is a 503 to try again after 15 s, and is not asked for again', async (code) => {
    expect(answerTo(refusal(code))).toEqual({ status: 503, retryAfter: '15' });
    expect(await sendings(refusal(code))).toBe(1);
  });

  it('of a connection to each of the addresses of a name is a 503, and another failure that has several causes is not', () => {
    const refused = Object.assign(new Error('connect'), { code: 'ECONNREFUSED' });
    expect(answerTo(new AggregateError([new Error('of the other address'), refused])).status).toBe(503);
    expect(answerTo(new AggregateError([new Error('one'), new Error('two')])).status).toBe(500);
  });

  it('that never came is a 503, and is not asked for again', async () => {
    expect(answerTo(new DeadlineError(1))).toEqual({ status: 503, retryAfter: '1' });
    expect(await sendings(new DeadlineError(1))).toBe(1);
  });

  it.each([
    ['23505', {}],
    ['22003', {}],
    // A row that row-level security does not let through has the code of a missing grant.
    ['42501', { routine: 'ExecWithCheckOptions' }],
  ])(
    '%s is a mistake of the service, and each member of a batch is asked for by itself',
    async (code, more) => {
      expect(answerTo(refusal(code, more)).status).toBe(500);
      expect(await sendings(refusal(code, more))).toBe(3);
    },
  );
});

describe('the constraint that was violated', () => {
  it('is named by the protocol', () => {
    expect(violatedConstraint(refusal('23505', { constraint: 'customers_stripe_customer_key' }))).toBe(
      'customers_stripe_customer_key',
    );
  });

  it.each([
    ['duplicate key value violates unique constraint "customers_stripe_customer_key_102060"'],
    ['insert or update violates constraint "customers_stripe_customer_key_1020601"'],
  ])('is named in the sentence of a distributed database, with the number of a shard: %s', (message) => {
    const error = Object.assign(new DatabaseError(message, 0, 'error'), { code: '23505' });
    expect(violatedConstraint(error)).toBe('customers_stripe_customer_key');
    expect(loggableError(error)).toMatchObject({ constraint: 'customers_stripe_customer_key' });
  });

  it('is not one after another failure', () => {
    expect(violatedConstraint(refusal('22003', { constraint: 'customers_pkey' }))).toBeUndefined();
    expect(violatedConstraint(new Error('violates constraint "customers_pkey"'))).toBeUndefined();
  });
});
