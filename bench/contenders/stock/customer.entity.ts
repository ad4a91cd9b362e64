import {
  Column,
  CreateDateColumn,
  Entity,
  JoinColumn,
  ManyToOne,
  OneToMany,
  PrimaryColumn,
  type Relation,
  UpdateDateColumn,
} from 'typeorm';

/** `bigint` comes as text from the driver. */
const asNumber = {
  from: (text: string | null) => (text === null ? null : Number(text)),
  to: (value: number | null | undefined) => value,
};

@Entity('customers')
export class StockCustomer {
  @PrimaryColumn('uuid')
  id: string;

  @PrimaryColumn('uuid')
  business_id: string;

  @CreateDateColumn({ type: 'timestamptz', precision: 3 })
  created_at: Date;

  @UpdateDateColumn({ type: 'timestamptz', precision: 3 })
  updated_at: Date;

  @Column('text')
  name: string;

  @Column('text')
  email: string;

  @Column('text', { nullable: true })
  address: string | null;

  @Column('text', { nullable: true })
  phone: string | null;

  @Column('text', { nullable: true })
  tax_id: string | null;

  @Column('text', { nullable: true })
  website: string | null;

  @Column('text', { nullable: true })
  notes: string | null;

  @Column('bigint', { nullable: true, transformer: asNumber })
  credit_limit_cents: number | null;

  @Column('uuid', { nullable: true })
  default_payment_term_id: string | null;

  @Column('text', { default: 'active' })
  status: string;

  @Column('text', { nullable: true })
  category: string | null;

  @Column({ type: 'boolean', insert: false, update: false })
  is_deleted: boolean;

  @Column('timestamptz', { nullable: true })
  deleted_at: Date | null;

  @Column('text', { nullable: true })
  stripe_customer_id: string | null;

  @Column('text', { nullable: true })
  invoice_footer: string | null;

  @OneToMany(() => StockContact, (contact) => contact.customer)
  contacts: Relation<StockContact>[];
}

@Entity('customer_contacts')
export class StockContact {
  @PrimaryColumn('uuid')
  business_id: string;

  @PrimaryColumn('uuid')
  customer_id: string;

  @PrimaryColumn('uuid')
  id: string;

  @ManyToOne(() => StockCustomer, (customer) => customer.contacts)
  @JoinColumn([
    { name: 'business_id', referencedColumnName: 'business_id' },
    { name: 'customer_id', referencedColumnName: 'id' },
  ])
  customer: Relation<StockCustomer>;

  @Column('text')
  name: string;

  @Column('text', { nullable: true })
  email: string | null;

  @Column('text', { nullable: true })
  phone: string | null;

  @Column('text', { nullable: true })
  role: string | null;

  @Column('boolean')
  is_primary: boolean;

  @Column('text', { nullable: true })
  notes: string | null;

  @Column('timestamptz')
  created_at: Date;

  @Column('timestamptz')
  updated_at: Date;
}
