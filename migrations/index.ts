import { ServiceRole1795338000000 } from './1795338000000-service-role.js';
import { BusinessesAndTokens1795338100000 } from './1795338100000-businesses-and-tokens.js';
import { PaymentTerms1795338200000 } from './1795338200000-payment-terms.js';
import { Customers1795338300000 } from './1795338300000-customers.js';
import { CustomerContacts1795338400000 } from './1795338400000-customer-contacts.js';
import { IdempotencyKeys1795338500000 } from './1795338500000-idempotency-keys.js';
import { RateLimits1795338600000 } from './1795338600000-rate-limits.js';
import { CustomerSearch1795338700000 } from './1795338700000-customer-search.js';
import { Events1795600000000 } from './1795600000000-events.js';
import { Imports1795700000000 } from './1795700000000-imports.js';
import { ComparedCustomers1795700100000 } from './1795700100000-compared-customers.js';
import { MergedCustomers1795700200000 } from './1795700200000-merged-customers.js';
import { AlikeNames1795700300000 } from './1795700300000-alike-names.js';
import { Webhooks1795800000000 } from './1795800000000-webhooks.js';
import { AdministeredTokens1795900000000 } from './1795900000000-administered-tokens.js';
import { WebhookBacklogs1796000000000 } from './1796000000000-webhook-backlogs.js';
import { MergedCustomersIndex1796000100000 } from './1796000100000-merged-customers-index.js';
import { CustomerIdentity1796000300000 } from './1796000300000-customer-identity.js';
import { EventContinuity1796000310000 } from './1796000310000-event-continuity.js';
import { EnclosedQueues1796100000000 } from './1796100000000-enclosed-queues.js';
import { FailedWebhookTurns1796100100000 } from './1796100100000-failed-webhook-turns.js';
import { ContactSources1796100200000 } from './1796100200000-contact-sources.js';
import { ExternalIdsAndMetadata1796200000000 } from './1796200000000-external-ids-and-metadata.js';

/** All of them, in their order. `schema.sql` is what they come to: `npm run schema` writes it again. */
export const migrations = [
  ServiceRole1795338000000,
  BusinessesAndTokens1795338100000,
  PaymentTerms1795338200000,
  Customers1795338300000,
  CustomerContacts1795338400000,
  IdempotencyKeys1795338500000,
  RateLimits1795338600000,
  CustomerSearch1795338700000,
  Events1795600000000,
  Imports1795700000000,
  ComparedCustomers1795700100000,
  MergedCustomers1795700200000,
  AlikeNames1795700300000,
  Webhooks1795800000000,
  AdministeredTokens1795900000000,
  WebhookBacklogs1796000000000,
  MergedCustomersIndex1796000100000,
  CustomerIdentity1796000300000,
  EventContinuity1796000310000,
  EnclosedQueues1796100000000,
  FailedWebhookTurns1796100100000,
  ContactSources1796100200000,
  ExternalIdsAndMetadata1796200000000,
];
