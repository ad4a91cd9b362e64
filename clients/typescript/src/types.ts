import type { components, paths } from './openapi.js';

type Schemas = components['schemas'];

export type Customer = Schemas['CustomerResponse'];
export type CustomerCreate = Schemas['CustomerCreateRequest'];
export type CustomerUpdate = Schemas['CustomerUpdateRequest'];
export type CustomerUpsert = Schemas['CustomerUpsertRequest'];
export type CustomerData = Schemas['CustomerDataResponse'];
export type ErasureReceipt = Schemas['ErasureReceipt'];
export type CustomerMerge = Schemas['CustomerMergeRequest'];
export type DuplicatePair = Schemas['DuplicateCustomersResponse'];
export type BulkUpload = Schemas['CustomerBulkUploadResponse'];
export type CounterpartyStatus = Schemas['CounterpartyStatus'];
export type Contact = Schemas['EntityContactResponse'];
export type ContactCreate = Schemas['EntityContactCreateRequest'];
export type ContactUpdate = Schemas['EntityContactUpdateRequest'];
export type PaymentTerm = Schemas['PaymentTermResponse'];
export type PaymentTermCreate = Schemas['PaymentTermCreateRequest'];
export type PaymentTermUpdate = Schemas['PaymentTermUpdateRequest'];
export type Business = Schemas['BusinessResponse'];
export type BusinessCreate = Schemas['BusinessCreateRequest'];
export type Token = Schemas['TokenResponse'];
export type TokenCreate = Schemas['TokenCreateRequest'];
/** A new token, with its secret: it is shown this one time. */
export type TokenWithSecret = Schemas['TokenCreateResponse'];
export type Import = Schemas['ImportResponse'];
export type Event = Schemas['EventResponse'];
export type Webhook = Schemas['WebhookResponse'];
export type WebhookCreate = Schemas['WebhookCreateRequest'];
export type WebhookUpdate = Schemas['WebhookUpdateRequest'];
/** A new webhook, with its secret: it is shown this one time. */
export type WebhookWithSecret = Schemas['WebhookCreateResponse'];
export type WebhookSecret = Schemas['WebhookSecretResponse'];
export type WebhookDelivery = Schemas['WebhookDeliveryResponse'];
export type Redeliver = Schemas['RedeliverRequest'];
export type Redelivered = Schemas['WebhookRedeliverResponse'];
/** One thing that is wrong with a request, and where. */
export type ValidationDetail = Schemas['ValidationError'];

interface Gettable {
  readonly get: { readonly parameters: { readonly query?: unknown } };
}

interface Postable {
  readonly post: { readonly parameters: { readonly query?: unknown } };
}

/** A route without query parameters takes an empty object. */
type OrNone<Query> = [NonNullable<Query>] extends [never] ? Record<string, never> : NonNullable<Query>;

type GetQuery<Path extends keyof paths> = paths[Path] extends Gettable
  ? OrNone<paths[Path]['get']['parameters']['query']>
  : never;

type PostQuery<Path extends keyof paths> = paths[Path] extends Postable
  ? OrNone<paths[Path]['post']['parameters']['query']>
  : never;

export type CustomerQuery = GetQuery<'/api/v1/customers'>;
export type DuplicateQuery = GetQuery<'/api/v1/customers/duplicates'>;
export type ExportQuery = GetQuery<'/api/v1/customers/export'>;
export type ContactQuery = GetQuery<'/api/v1/customers/{customer_id}/contacts'>;
export type PaymentTermQuery = GetQuery<'/api/v1/payment-terms'>;
export type BusinessQuery = GetQuery<'/api/v1/businesses'>;
export type TokenQuery = GetQuery<'/api/v1/tokens'>;
export type EventQuery = GetQuery<'/api/v1/events'>;
export type HistoryQuery = GetQuery<'/api/v1/customers/{customer_id}/history'>;
export type ImportQuery = GetQuery<'/api/v1/customers/imports'>;
export type ImportOptions = PostQuery<'/api/v1/customers/imports'>;
export type WebhookQuery = GetQuery<'/api/v1/webhooks'>;
export type WebhookDeliveryQuery = GetQuery<'/api/v1/webhooks/{webhook_id}/deliveries'>;
