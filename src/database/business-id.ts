declare const brand: unique symbol;

/**
 * The id of a business that the caller may act in. Only `BusinessGuard` makes one, after the token was found to
 * be granted for it, so that a query for a business that nobody checked does not compile.
 */
export type BusinessId = string & { readonly [brand]: 'BusinessId' };
