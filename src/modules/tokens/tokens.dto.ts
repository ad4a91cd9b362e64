import {
  EmailField,
  EnumListField,
  IntegerField,
  StringField,
  UuidField,
  UuidListField,
} from '../../resource/fields/fields.js';
import { type Scope, scopes } from './scopes.js';

/** That a token is granted for. */
export const maxBusinesses = 1_000;

export class TokenCreateRequest {
  @StringField({ description: 'Token name.', minLength: 1, maxLength: 255, trim: true, example: 'Invoicing' })
  name: string;

  @EmailField({ description: 'Email address of the owner.', example: 'ada@example.com' })
  owner_email: string;

  @EnumListField({
    description: 'Scopes of the token. A `:write` scope includes its `:read` scope.',
    values: scopes,
    example: ['customers:read'],
  })
  scopes: Scope[];

  @UuidListField({
    description: 'The businesses granted to the token.',
    maxItems: maxBusinesses,
    example: [],
  })
  business_ids: string[];

  @IntegerField({
    description: 'Days until the token expires; null for never.',
    optional: true,
    nullable: true,
    minimum: 1,
    maximum: 365,
    example: 90,
  })
  expires_in_days?: number | null;
}

export class TokenPath {
  @UuidField({ description: 'Token UUID.', example: '019ab0f7-6c1e-7b52-9d43-5f0e8c2a1b91' })
  token_id: string;
}
