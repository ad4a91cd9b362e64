import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('tokens')
export class Token {
  @PrimaryColumn({ type: 'uuid' })
  id: string;

  @Column({ type: 'text' })
  name: string;

  @Column({ type: 'text' })
  owner_email: string;

  /** SHA-256 of the secret, which itself is stored nowhere. */
  @Column({ type: 'bytea', unique: true })
  secret_hash: Buffer;

  @Column({ type: 'text', array: true })
  scopes: string[];

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  expires_at: string | null;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  revoked_at: string | null;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  last_used_at: string | null;

  @Column({ type: 'timestamptz', precision: 3 })
  created_at: string;
}
