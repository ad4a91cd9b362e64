export { type ClientOptions, CustomersClient } from './client.js';
export {
  ApiError,
  AuthenticationError,
  BadRequestError,
  ConflictError,
  ConnectionError,
  CustomersError,
  NotFoundError,
  PermissionError,
  PreconditionFailedError,
  RateLimitError,
  ServerError,
  ValidationError,
} from './errors.js';
export { etagOf } from './etags.js';
export { List, type Page } from './list.js';
export type { GetCustomerOptions } from './resources/customers.js';
export type { FollowQuery } from './resources/events.js';
export type { FinishedOptions } from './resources/imports.js';
export type { CallOptions, ChangeOptions, PostOptions, UpsertOptions } from './transport.js';
export type * from './types.js';
export {
  verifyWebhook,
  type VerifyOptions,
  type WebhookHeaders,
  WebhookVerificationError,
} from './webhooks.js';
