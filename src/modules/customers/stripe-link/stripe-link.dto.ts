import { StringField } from '../../../resource/fields/fields.js';

export class StripeLinkRequest {
  @StringField({
    description: 'Stripe customer ID.',
    maxLength: 255,
    pattern: /^cus_[A-Za-z0-9]+$/,
    example: 'cus_NffrFeUfNV2Hib',
  })
  stripe_customer_id: string;
}
