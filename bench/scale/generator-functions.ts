import type { Pool } from 'pg';
import {
  categories,
  cities,
  codas,
  companyForms,
  companyStems,
  firstNames,
  lastNames,
  nuclei,
  onsets,
  trades,
} from '../words.js';

const wordLists = {
  firsts: firstNames,
  lasts: lastNames,
  stems: companyStems,
  trades,
  forms: companyForms,
  cities,
  categories,
  onsets,
  nuclei,
  codas,
} as const;

type ListName = keyof typeof wordLists;
const listNames = Object.keys(wordLists) as ListName[];

const literal = (values: readonly string[]) =>
  `array[${values.map((value) => `'${value.replaceAll("'", "''")}'`).join(', ')}]`;

/** A random element; the higher `skew`, the more often one from the front. Element access is O(1) in PL/pgSQL variables only. */
const pick = (list: ListName, skew = 1) =>
  `${list}[1 + floor(${wordLists[list].length} * random()^${skew})::int]`;

const syllable = `${pick('onsets')} || ${pick('nuclei')} || ${pick('codas', 2)}`;

/** Half of the words are from the lists, the most common ones far more often; the others are made up, so that most names are rare. */
const wordOrMadeUp = (list: ListName) =>
  `case when random() < 0.5 then ${pick(list, 2)}
    else initcap(${syllable} || ${syllable} || case when random() < 0.3 then ${syllable} else '' end) end`;

const company = `${wordOrMadeUp('stems')} || ' ' || ${pick('trades', 1.5)}`;

const name = `
  case
    when kind < 0.40 then ${pick('firsts', 2)} || ' ' || ${wordOrMadeUp('lasts')}
    when kind < 0.45 then ${pick('firsts', 2)} || ' ' || chr(65 + floor(random() * 26)::int) || '. ' || ${wordOrMadeUp('lasts')}
    when kind < 0.48 then ${wordOrMadeUp('lasts')} || ', ' || ${pick('firsts', 2)}
    when kind < 0.68 then ${company} || ' ' || ${pick('forms', 2)}
    when kind < 0.80 then ${wordOrMadeUp('stems')} || ' ' || ${pick('forms', 2)}
    when kind < 0.87 then ${wordOrMadeUp('lasts')} || ' & ' || ${wordOrMadeUp('lasts')} || ' ' || ${pick('forms', 2)}
    when kind < 0.93 then ${company} || ' of ' || ${pick('cities', 2)}
    else ${pick('cities', 2)} || ' ' || ${pick('trades', 1.5)} || ' ' || ${pick('forms', 2)}
  end`;

/** Columns that are copied unchanged from one business to another. */
const copied =
  'name, email, address, phone, tax_id, website, notes, credit_limit_cents, status, category, invoice_footer';

/**
 * Makes two functions. `bench.add_customers(business, from, to, of)` adds the rows `from` to `to` (exclusive) of a
 * business that is to have `of`, spread evenly over the last two years. `bench.copy_customers(business, source, from,
 * count)` adds rows of `source`, from its place `from` on: a thirtieth of the work. The random numbers follow from the
 * place, so that a run can be repeated; the ids are UUID v7, and `created_at` is the time in them. Foreign keys are
 * not checked.
 */
export async function makeGenerator(pool: Pool): Promise<void> {
  await pool.query(`
    create schema if not exists bench;
    create or replace function bench.id_of(business uuid, place bigint, made_ms bigint) returns uuid
    language sql immutable as $generator$
      select (lpad(to_hex(made_ms), 12, '0') || '7' || left(hex, 3) || substr('89ab', 1 + (place % 4)::int, 1)
        || substr(hex, 4, 15))::uuid
      from (select md5(business::text || place) as hex) h
    $generator$;
    create or replace function bench.copy_customers(business uuid, source uuid, first bigint, amount bigint)
    returns void language plpgsql as $generator$
    begin
      set local session_replication_role = replica;
      insert into customers (business_id, id, ${copied}, created_at, updated_at, deleted_at)
      select business, bench.id_of(business, place, floor(extract(epoch from created_at) * 1000)::bigint), ${copied},
        created_at, updated_at, deleted_at
      from (
        select c.*, row_number() over () as place
        from (select * from customers where business_id = source order by id offset first limit amount) c
      ) c;
    end $generator$;
    create or replace function bench.add_customers(business uuid, first bigint, behind bigint, total bigint)
    returns void language plpgsql as $generator$
    declare
      ${listNames.map((list) => `${list} text[] := ${literal(wordLists[list])};`).join('\n')}
      two_years constant bigint := 730::bigint * 86400000;
      now_ms constant bigint := floor(extract(epoch from now()) * 1000);
      kind float8; made_ms bigint; made timestamptz(3); changed timestamptz(3); number int; site text;
    begin
      set local session_replication_role = replica;
      perform setseed((first % 1000003) / 1000003.0);
      for place in first .. behind - 1 loop
        kind := random();
        made_ms := now_ms - two_years + (two_years * (place::numeric / total))::bigint;
        made := to_timestamp(made_ms / 1000.0);
        changed := least(made + random() * interval '90 days', now());
        number := floor(random() * 1000000);
        site := lower(${syllable} || ${syllable}) || (number % 97) || '.example.com';
        insert into customers (
          business_id, id, name, email, address, phone, tax_id, website, notes, credit_limit_cents, status,
          category, invoice_footer, created_at, updated_at, deleted_at
        ) values (
          business,
          bench.id_of(business, place, made_ms),
          ${name},
          (array['billing', 'info', 'office', 'accounts', 'hello'])[1 + number % 5] || number || '@' || site,
          case when random() < 0.8 then (1 + number % 250) || ' ' || ${wordOrMadeUp('lasts')} || ' Road, ' || ${pick('cities', 2)} end,
          case when random() < 0.8 then '+1 555 ' || lpad(number::text, 6, '0') end,
          case when random() < 0.6 then 'DE' || 100000000 + number end,
          case when random() < 0.5 then 'https://www.' || site end,
          case when random() < 0.3 then 'Met at the fair in ' || ${pick('cities')} || '; wants one invoice a month.' end,
          case when random() < 0.6 then 100 * (number % 50000) end,
          case when random() < 0.85 then 'active' when random() < 0.7 then 'inactive' else 'blocked' end,
          case when random() < 0.7 then ${pick('categories', 2)} end,
          case when random() < 0.1 then 'Please pay within 30 days to the account named above.' end,
          made, changed,
          case when random() < 0.05 then changed end
        );
      end loop;
    end $generator$`);
}
