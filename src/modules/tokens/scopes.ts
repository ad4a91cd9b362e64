/** Every scope that a route asks for. A `:write` scope includes its `:read`. */
export const scopes = [
  'customers:read',
  'customers:write',
  'customers:erase',
  'payment_terms:read',
  'payment_terms:write',
  'businesses:read',
  'businesses:write',
  'tokens:read',
  'tokens:write',
  'events:read',
  'webhooks:read',
  'webhooks:write',
] as const;

export type Scope = (typeof scopes)[number];

const known: ReadonlySet<string> = new Set(scopes);

export const isScope = (text: string): text is Scope => known.has(text);

/** The held scopes, and those that they include. */
export function withIncluded(held: Iterable<Scope>): ReadonlySet<Scope> {
  return new Set([...held].flatMap((scope) => [scope, scope.replace(/:write$/, ':read')]).filter(isScope));
}
