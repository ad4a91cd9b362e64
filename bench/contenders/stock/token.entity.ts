import { Column, Entity, JoinColumn, ManyToOne, OneToMany, PrimaryColumn, type Relation } from 'typeorm';

@Entity('tokens')
export class StockToken {
  @PrimaryColumn('uuid')
  id: string;

  @Column('bytea')
  secret_hash: Buffer;

  @Column('text', { array: true })
  scopes: string[];

  @Column('timestamptz', { nullable: true })
  expires_at: Date | null;

  @Column('timestamptz', { nullable: true })
  revoked_at: Date | null;

  @OneToMany(() => StockGrant, (grant) => grant.token)
  grants: Relation<StockGrant>[];
}

@Entity('token_businesses')
export class StockGrant {
  @PrimaryColumn('uuid')
  token_id: string;

  @PrimaryColumn('uuid')
  business_id: string;

  @ManyToOne(() => StockToken, (token) => token.grants)
  @JoinColumn({ name: 'token_id' })
  token: Relation<StockToken>;
}
