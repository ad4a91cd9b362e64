/**
 * Statements on a queue that name no business: the workers send them on a connection that belongs to no request, through
 * `Database.queues`, and the policy of the queue shows them nothing elsewhere.
 */
export const ofWorkers: ReadonlySet<string> = new Set([
  'take_import_turn',
  'select_import_queue_depth',
  'take_webhook_turns',
  'wake_webhooks_of',
  'select_webhook_queue_load',
]);

/**
 * The tables that no policy guards, and every statement of the service on one. Before a statement is added here, say below
 * what keeps a tenant's request from reaching another business's rows with it. `list` is the pages of `business-list.ts` and
 * `token-list.ts`.
 */
export const onUnguarded: Readonly<Record<string, readonly string[]>> = {
  // By the secret's hash or the caller's own token ($1), which has to be granted for every business of a row that it shows
  // or changes; `select_tokens` and `revoke_token` are the command line's.
  tokens: [
    'select_active_token',
    'update_last_use',
    'lock_active_token',
    'select_token_counts',
    'insert_token',
    'select_tokens',
    'select_administered_token',
    'revoke_token',
    'revoke_administered_token',
    'insert_business',
    'list',
  ],
  // As above: a grant is found by its token.
  token_businesses: [
    'select_active_token',
    'select_token_counts',
    'insert_token',
    'select_tokens',
    'select_administered_token',
    'revoke_token',
    'revoke_administered_token',
    'insert_business',
    'count_grants',
    'select_granted_business',
    'list',
  ],
  // By a grant of the caller's token; a new token locks the businesses that the caller is granted for. The others are of the
  // command line, of the first start, and of retention.
  businesses: [
    'insert_business',
    'lock_token_businesses',
    'select_granted_business',
    'list',
    'select_any_business',
    'select_businesses',
    'select_business',
    'select_businesses_to_clear',
  ],
  // Counts by token, which no request names; the probe of readiness writes to no row.
  rate_limits: ['add_requests', 'delete_requests_before', 'prove_writable'],
  // Read at the start.
  service_secrets: ['select_cursor_secret'],
  migrations: ['select_migrations'],
  typeorm_metadata: [],
};
