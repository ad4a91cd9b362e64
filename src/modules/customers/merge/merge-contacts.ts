import type { BusinessId } from '../../../platform/database/business-id.js';
import type { Statement } from '../../../platform/database/statement.js';
import { newId, timeOfId } from '../../../resource/lists/ids.js';
import { recordedWrite } from '../../../resource/writes/recorded-write.js';
import type { NewContact } from '../contacts/contact-table.js';
import { entityContactColumns, maxContacts } from '../contacts/contacts.statements.js';

/** The fields of a customer that a merge compares. */
export interface MergedCustomer {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly email_key: string;
  readonly phone: string | null;
  readonly phone_key: string | null;
  readonly name_key: string;
}

/** A contact that the survivor has after the merge. */
export interface KeptContact {
  readonly id: string;
  readonly customer_id: string;
  readonly is_primary: boolean;
  readonly name_key: string;
  readonly email_key: string;
  readonly phone_key: string | null;
  /** The position of the first customer of which an equal contact is the primary one. */
  readonly primary_position: number | null;
}

export interface ContactPlan {
  /** The contacts to move, and one of the survivor's own where that becomes the primary one. */
  readonly changed: readonly KeptContact[];
  readonly primaryId: string | null;
  readonly created: readonly MergedContact[];
  /** How many contacts the survivor has then. */
  readonly count: number;
}

const folded = (column: string) => `lower(${column} collate "und-x-icu")`;

export const selectMergedCustomers = (
  businessId: BusinessId,
  ids: readonly string[],
): Statement<MergedCustomer> => ({
  name: 'select_customers_to_merge',
  text: `
    select c.id, c.name, c.email, c.email_lower as email_key, c.phone, c.phone_key, ${folded('c.name')} as name_key
    from unnest((select $2::uuid[])::uuid[]) with ordinality as w(id, position)
    cross join lateral (select c.* from customers c where c.business_id = $1 and c.id = w.id offset 0) c
    order by w.position`,
  values: [businessId, ids],
});

/** Contacts are equal if they have the same name and e-mail; those without an e-mail, the same name and phone. */
const equal = `name_key, email_key, case when email_key = '' then coalesce(phone_key, '') else '' end`;

/**
 * The contacts that the first of the customers has after the merge: its own, and of the others' those that equal none
 * before them. One more than a customer may have, at most.
 */
export const selectKeptContacts = (
  businessId: BusinessId,
  customerIds: readonly string[],
): Statement<KeptContact> => ({
  name: 'select_kept_contacts',
  text: `
    select r.id, r.customer_id, r.is_primary, r.name_key, r.email_key, r.phone_key, r.primary_position
    from (
      select k.*, row_number() over (partition by ${equal} order by position, created_at, id) as rank,
        min(position) filter (where is_primary) over (partition by ${equal}) as primary_position
      from (
        select k.id, k.customer_id, k.is_primary, k.created_at, w.position, ${folded('k.name')} as name_key,
          coalesce(${folded('k.email')}, '') as email_key, customer_phone_key(k.phone) as phone_key
        from unnest((select $2::uuid[])::uuid[]) with ordinality as w(id, position)
        cross join lateral (
          select k.* from customer_contacts k where k.business_id = $1 and k.customer_id = w.id offset 0
        ) k
      ) k
    ) r
    where r.rank = 1 or r.position = 1
    order by r.position, r.created_at, r.id limit ${maxContacts + 1}`,
  values: [businessId, customerIds],
});

/**
 * The effect of a merge on contacts. An equal contact stays with the merged customer; e-mail addresses and phones of merged
 * customers that the survivor does not have become contacts of it.
 *
 * @param customers the survivor first
 */
export function planContacts(
  [survivor, ...merged]: readonly [MergedCustomer, ...MergedCustomer[]],
  kept: readonly KeptContact[],
  fillsEmpty: boolean,
): ContactPlan {
  const own = kept.filter(({ customer_id }) => customer_id === survivor.id);
  const primary =
    own.find(({ is_primary }) => is_primary) ??
    kept
      .filter(({ primary_position }) => primary_position !== null)
      .toSorted((one, other) => Number(one.primary_position) - Number(other.primary_position))[0];
  const changed = kept.filter(
    (contact) => contact.customer_id !== survivor.id || (contact === primary && !contact.is_primary),
  );
  const created = contactsOfMerged(survivor, merged, kept, fillsEmpty);
  return { changed, primaryId: primary?.id ?? null, created, count: kept.length + created.length };
}

const phoneKey = ({ phone, phone_key }: Pick<MergedCustomer, 'phone' | 'phone_key'>) =>
  phone === null || phone === '' ? undefined : (phone_key ?? phone);

const person = (name: string, email: string) => JSON.stringify([name, email]);

function contactsOfMerged(
  survivor: MergedCustomer,
  merged: readonly MergedCustomer[],
  kept: readonly KeptContact[],
  fillsEmpty: boolean,
): MergedContact[] {
  const people = new Set(kept.map(({ name_key, email_key }) => person(name_key, email_key)));
  const phones = new Set(kept.map(({ phone_key }) => phone_key));
  const ownPhone = [survivor, ...(fillsEmpty ? merged : [])].map(phoneKey).find((key) => key !== undefined);
  phones.add(ownPhone ?? null);
  return merged.flatMap((customer): MergedContact[] => {
    const { name, email, email_key, phone, name_key } = customer;
    const key = phoneKey(customer);
    const isNewEmail = email_key !== survivor.email_key && !people.has(person(name_key, email_key));
    const isNewPhone = key !== undefined && !phones.has(key);
    if (!isNewEmail && !isNewPhone) return [];
    if (isNewEmail) people.add(person(name_key, email_key));
    if (isNewPhone) phones.add(key);
    const id = newId();
    return [
      {
        id,
        customer_id: survivor.id,
        source_customer_id: customer.id,
        name,
        email: isNewEmail ? email : null,
        phone: isNewPhone ? phone : null,
        is_primary: false,
        created_at: timeOfId(id),
      },
    ];
  });
}

/** A contact that a merge makes of a customer, for the one that remains. */
export interface MergedContact extends NewContact {
  readonly source_customer_id: string;
}

/** Records which customers the contacts were made of. */
export const setContactSources = (
  businessId: BusinessId,
  customerId: string,
  contacts: readonly MergedContact[],
): Statement => ({
  name: 'set_contact_sources',
  text: `
    update customer_contacts k set source_customer_id = n.source_customer_id
    from json_to_recordset($3) as n(id uuid, source_customer_id uuid)
    where k.business_id = $1 and k.customer_id = $2 and k.id = n.id`,
  values: [businessId, customerId, JSON.stringify(contacts)],
});

/** Gives contacts to a customer, and makes one of them the primary one. The customers' rows are locked before. */
export const moveContacts = (
  businessId: BusinessId,
  customerId: string,
  { changed, primaryId }: ContactPlan,
  actor: string,
): Statement<{ id: string }> =>
  recordedWrite(
    {
      name: 'move_contacts',
      values: [
        businessId,
        customerId,
        changed.map(({ customer_id }) => customer_id),
        changed.map(({ id }) => id),
        primaryId,
      ],
      ctes: `
        others as materialized (
          select ${entityContactColumns}
          from unnest($3::uuid[], $4::uuid[]) as w(customer_id, id)
          cross join lateral (
            select k.* from customer_contacts k
            where k.business_id = $1 and k.customer_id = w.customer_id and k.id = w.id offset 0
          ) k
        ), moved as (
          update customer_contacts k
          set customer_id = $2,
            source_customer_id = case when k.customer_id = $2 then k.source_customer_id else coalesce(k.source_customer_id, k.customer_id) end,
            is_primary = k.id is not distinct from $5::uuid, updated_at = greatest(now(), k.updated_at)
          from others o
          where k.business_id = $1 and k.customer_id = o.entity_id and k.id = o.id
          returning ${entityContactColumns}
        )`,
      changes: [
        {
          type: 'customer.contact.updated',
          customerId: 'c.entity_id',
          rows: 'moved c',
          before: 'others',
        },
      ],
      select: 'select c.id from moved c',
    },
    actor,
  );
