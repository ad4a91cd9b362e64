import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { Column, Entity } from 'typeorm';
import { KeyColumn, TextColumn, TimestampColumn } from '../../resource/columns.js';
import { type Scope, scopes } from './scopes.js';

/** A token: the row, and the response, which says all of it but the secret. */
@ApiSchema({ name: 'TokenResponse' })
@Entity('tokens')
export class Token {
  @KeyColumn({
    description: 'Token UUID.',
    example: '019ab0f7-6c1e-7b52-9d43-5f0e8c2a1b91',
  })
  id: string;

  @TextColumn({ description: 'Token name.', example: 'Invoicing' })
  name: string;

  @TextColumn({ description: 'Email address of the owner.', example: 'ada@example.com' })
  owner_email: string;

  @ApiProperty({
    description: 'Scopes of the token. A `:write` scope includes its `:read` scope.',
    type: 'array',
    items: { type: 'string', enum: [...scopes] },
    example: ['customers:write'],
  })
  @Column({ type: 'text', array: true })
  scopes: Scope[];

  @ApiProperty({
    description: 'The businesses granted to the token.',
    type: 'array',
    items: { type: 'string', format: 'uuid' },
    example: ['0199d3a5-6c1e-7b52-9d43-5f0e8c2a1b90'],
  })
  business_ids: string[];

  @TimestampColumn({ description: 'When the token expires; null for never.', nullable: true })
  expires_at: string | null;

  @TimestampColumn({
    description: 'When the token was last used, to the minute; null for never.',
    nullable: true,
  })
  last_used_at: string | null;

  @TimestampColumn({ description: 'Creation timestamp.' })
  created_at: string;

  /** SHA-256 of the secret, which itself is stored nowhere. */
  @Column({ type: 'bytea', unique: true, select: false })
  secret_hash: Buffer;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  revoked_at: string | null;

  /** The token that made this one; null: the operator did. */
  @Column({ type: 'uuid', nullable: true })
  created_by: string | null;
}

/** A new token, with its secret: the only time that anybody sees it. */
@ApiSchema({ name: 'TokenCreateResponse' })
export class CreatedToken extends Token {
  @ApiProperty({ description: 'The secret. It is shown only this once.', type: 'string', example: 'dz_…' })
  token: string;
}
