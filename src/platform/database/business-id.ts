declare const brand: unique symbol;

/**
 * The id of a business that the caller may act in: a statement for a business that nothing has checked does not compile.
 * The two functions below are the only ones that make one; `test/tenancy/business-id.spec.ts` holds that.
 */
export type BusinessId = string & { readonly [brand]: 'BusinessId' };

/**
 * Returns the id if the token is granted for that business, and undefined otherwise.
 *
 * @param granted the businesses of the token that authenticated the request
 */
export const grantedBusinessId = (granted: ReadonlySet<string>, id: string): BusinessId | undefined =>
  granted.has(id) ? (id as BusinessId) : undefined;

/**
 * Returns the id of the business that a row of our own tables belongs to, for work that no request is waiting for: queued
 * imports, webhooks, retention, the command line. Never pass it a value that a client has sent.
 */
export const storedBusinessId = (column: string): BusinessId => column as BusinessId;
