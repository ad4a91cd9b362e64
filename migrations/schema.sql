-- What the migrations come to, read from the catalogs of a database that they have run on, to be read and compared.
-- `npm run schema` writes it anew.

CREATE EXTENSION pg_trgm;

-- FUNCTION customer_name_fold(name text) RETURNS text

CREATE OR REPLACE FUNCTION customer_name_tokens(business_id uuid, folded text)
 RETURNS tsvector
 LANGUAGE plpgsql
 IMMUTABLE PARALLEL SAFE COST 2000
AS $function$
declare
  bucket constant text := right(business_id::text, 2);
  tokens text[] := '{}';
  word text;
  head text;
  size integer;
begin
  foreach word in array string_to_array(btrim(folded, ' '), ' ') loop
    size := length(word);
    tokens := array_append(tokens, bucket || 'w' || left(word, 16));
    for i in 2 .. case when ascii(right(word, 1)) < 11904 then size - 1 else size end loop
      tokens := array_append(tokens, bucket || 's' || substr(word, i, 8));
    end loop;
    if size >= 4 then
      head := left(word, 6);
      for i in 2 .. length(head) loop
        tokens := array_append(tokens, bucket || 'd' || left(head, i - 1) || substr(head, i + 1));
      end loop;
      if size > 6 then tokens := array_append(tokens, bucket || 'd' || head); end if;
    end if;
  end loop;
  if folded like ' %_ _% ' then
    tokens := array_append(tokens, bucket || 'j' || left(replace(folded, ' ', ''), 16));
  end if;
  return array_to_tsvector(tokens);
end $function$
;

-- FUNCTION customer_search_missing_word_condition(bucket text, significant text[], is_unfinished boolean) RETURNS text

-- FUNCTION customer_search_page(sources text[], key text, conditions text, direction text, row_limit integer) RETURNS text

-- FUNCTION customer_search_patterns(words text[], tier integer) RETURNS text

-- FUNCTION customer_search_prefix_query(bucket text, word text) RETURNS text

-- FUNCTION customer_search_significant_words(words text[]) RETURNS text[]

-- FUNCTION customer_search_token_query(bucket text, words text[], tier integer) RETURNS text

CREATE OR REPLACE FUNCTION customer_search_typo_clause(bucket text, word text, is_last boolean)
 RETURNS text
 LANGUAGE plpgsql
 IMMUTABLE
AS $function$
declare
  alike text[] := array[case when is_last then customer_search_prefix_query(bucket, word)
    else quote_literal(bucket || 'w' || left(word, 16)) end];
  head constant text := left(word, 6);
  shorter text;
begin
  if length(word) >= 4 then
    alike := alike || quote_literal(bucket || 'd' || left(word, 5));  -- a letter is missing
    if length(word) > 6 then
      alike := alike || quote_literal(bucket || 'd' || head);         -- the typo is further on
    end if;
    for i in 2 .. length(head) loop                                   -- one is wrong, or two are swapped
      alike := alike || (quote_literal(bucket || 'd' || left(head, i - 1) || substr(head, i + 1))
        || case when is_last and length(word) = 5 then ':*' else '' end);
    end loop;
    for i in 1 .. least(length(word), 7) loop                         -- a letter too many
      shorter := left(word, i - 1) || substr(word, i + 1);
      alike := alike || quote_literal(
        bucket || case when length(shorter) > 6 then 'd' || left(shorter, 6) else 'w' || shorter end);
    end loop;
    if length(word) >= 5 then
      alike := alike || quote_literal(bucket || 's' || substr(word, 2, 8));  -- the first one is wrong
    end if;
  end if;
  return '(' || array_to_string(alike, '|') || ')';
end $function$
;

-- FUNCTION customer_search_typo_query(bucket text, significant text[], is_unfinished boolean) RETURNS text

-- FUNCTION customer_search_words(folded text) RETURNS text[]

CREATE OR REPLACE FUNCTION customers_search(search text, row_limit integer, after_rank text DEFAULT NULL::text, after_id uuid DEFAULT NULL::uuid, is_backward boolean DEFAULT false, include_deleted boolean DEFAULT false, only_id uuid DEFAULT NULL::uuid, only_email text DEFAULT NULL::text, only_status text DEFAULT NULL::text, only_category text DEFAULT NULL::text, id_from uuid DEFAULT NULL::uuid, id_before uuid DEFAULT NULL::uuid, updated_after timestamp with time zone DEFAULT NULL::timestamp with time zone, updated_before timestamp with time zone DEFAULT NULL::timestamp with time zone)
 RETURNS TABLE(rank text, id uuid)
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER ROWS 50
 SET work_mem TO '64MB'
 SET jit TO 'off'
 SET max_parallel_workers_per_gather TO '0'
 SET enable_bitmapscan TO 'on'
 SET random_page_cost TO '4'
 SET enable_seqscan TO 'off'
 SET search_path TO 'pg_catalog', 'public', 'public', 'pg_temp'
AS $function$
#variable_conflict use_column
declare
  narrow constant integer := 10000; -- so few rows are all looked at
  walk_step constant integer := 2000;
  longest_walk constant integer := 200000;
  most_candidates constant integer := 200;
  sample_size constant integer := 200;

  business constant uuid := nullif(current_setting('app.business_id', true), '')::uuid;
  bucket constant text := right(business::text, 2);
  lowered constant text := lower(search collate "und-x-icu");
  folded constant text := customer_name_fold(search);
  joined constant text := replace(folded, ' ', '');
  words constant text[] := customer_search_words(folded);
  as_text constant text := case when words is null then lowered end; -- a search of punctuation only
  significant constant text[] := customer_search_significant_words(words);
  direction constant text := case when is_backward then 'desc' else 'asc' end;
  beyond constant text := case when is_backward then '<' else '>' end;
  cursor_tier constant integer := ascii(after_rank) - ascii('0');

  live constant text := case when include_deleted then 'c.is_deleted in (false, true)' else 'not c.is_deleted' end;
  filters text[];
  filter text;          -- all of them
  condition text;
  ordered text[];       -- the rows of the business as sources, in the order of an index each
  filtered text;        -- the rows of the narrowest filter as a source
  filtered_size integer;
  size integer;

  tier integer;
  pattern text[] := '{}'; -- of the tiers 2, 3 and 4
  query text;
  key text;
  place text;           -- the rows beyond the cursor
  better text;          -- that no better tier has the row
  walk text;
  sample text[];        -- of the newest names, to tell rare words from common ones
  rarest text[];
  among text;           -- that a row of a walk fits the filters
  steps integer;
  walked_place text;    -- where the first walk began, and what it met
  walked_keys text[];
  walked_ids uuid[];
  is_walk_complete boolean;
  named integer;
  keys text[];
  ids uuid[];
  missing integer := row_limit;
  is_complete boolean;
  is_unfinished boolean;
  is_one_pass_done boolean := false;
begin
  if business is null or coalesce(lowered, '') = '' then return; end if;

  -- What narrows the list down. A filter that is not given is null, and so is its condition.
  filters := array_remove(array[
    'c.id = ' || quote_literal(only_id),
    'c.email_lower = ' || quote_literal(lower(only_email collate "und-x-icu")),
    'c.status = ' || quote_literal(only_status),
    'c.category = ' || quote_literal(only_category),
    nullif(concat_ws(' and ',
      'c.id >= ' || quote_literal(id_from), 'c.id < ' || quote_literal(id_before)), ''),
    nullif(concat_ws(' and ',
      'c.updated_at > ' || quote_literal(updated_after), 'c.updated_at < ' || quote_literal(updated_before)), '')
  ], null);
  filter := array_to_string(array_prepend('', filters), ' and ');
  ordered := array[format('customers c where c.business_id = %L and not c.is_deleted', business)]
    || case when include_deleted then array[format('customers c where c.business_id = %L and c.is_deleted', business)] end;

  -- Each filter has an index. OFFSET 0 is a fence: the planner reads that index, and nothing else.
  foreach condition in array filters loop
    execute format('select count(*) from (select from customers c where c.business_id = %L and %s and %s limit %s) c',
      business, live, condition, coalesce(filtered_size, 2 * narrow + 1)) into size;
    if size < coalesce(filtered_size, 2 * narrow + 1) then
      filtered_size := size;
      filtered := format('(select c.* from customers c where c.business_id = %L and %s and %s offset 0) c where true',
        business, live, condition);
    end if;
  end loop;

  foreach tier in array '{2,3,4}'::integer[] loop
    pattern[tier] := customer_search_patterns(words, tier);
  end loop;

  foreach tier in array case when is_backward then '{6,5,4,3,2,1,0}' else '{0,1,2,3,4,5,6}' end::integer[] loop
    exit when missing <= 0;
    continue when case when is_backward then tier > cursor_tier else tier < cursor_tier end;
    continue when tier <= 4 and is_one_pass_done;

    if sample is null and (tier >= 5 or not is_walk_complete) then
      sample := array(select c.name_search from customers c where c.business_id = business and not c.is_deleted
        order by c.id desc limit sample_size);
    end if;

    if tier <= 4 and filtered_size <= narrow then
      -- All tiers in one pass.
      return query execute format('
        select rank, id from (select case
            when c.name_lower = %L then ''0'' || c.name_lower
            when starts_with(c.name_search, %L) then ''1'' || c.name_search
            when %s then ''2'' || c.name_search
            when %s then ''3'' || c.name_search
            when %s then ''4'' || c.name_search
            when starts_with(c.name_lower, %L) then ''1'' || c.name_lower
            when strpos(c.name_lower, %L) > 1 then ''4'' || c.name_lower
          end collate "C" as rank, c.id from %s%s) m
        where rank is not null%s
        order by rank %s, id %s limit %s',
        lowered, nullif(' ' || folded, ' '), coalesce(pattern[2], 'null'), coalesce(pattern[3], 'null'),
        coalesce(pattern[4], 'null'), as_text, as_text, filtered, filter,
        case when cursor_tier <= 4 then format(' and (rank, id) %s (%L, %L)', beyond, after_rank, after_id) else '' end,
        direction, direction, missing);
      get diagnostics size = row_count;
      missing := missing - size;
      is_one_pass_done := true;
      continue;
    end if;

    if tier <= 4 then
      key := case when words is null or tier = 0 then 'c.name_lower' else 'c.name_search' end;
      place := case when tier = cursor_tier
        then format(' and (%s, c.id) %s (%L, %L)', key, beyond, substr(after_rank, 2), after_id) else '' end;
    end if;

    if tier in (0, 1) then
      condition := case
        when tier = 0 then format(' and c.name_lower = %L', lowered)
        when words is null then format(' and c.name_lower > %L and c.name_lower < %L', lowered, lowered || chr(1114111))
        else format(' and c.name_search >= %L and c.name_search < %L and c.name_lower <> %L',
          ' ' || folded, ' ' || folded || chr(1114111), lowered)
      end;
      return query execute format('select %L || key, id from (%s) m', tier,
        customer_search_page(ordered, key, condition || filter || place, direction, missing));
      get diagnostics size = row_count;
      missing := missing - size;

    elsif tier = 4 and words is null then
      -- Nothing but punctuation: as text, in the first names.
      query := format('(select c.* from customers c where c.business_id = %L and %s
        order by c.is_deleted, c.name_lower, c.id limit %s) c where strpos(c.name_lower, %L) > 1',
        business, live, narrow, lowered);
      return query execute format('select %L || key, id from (%s) m', tier,
        customer_search_page(array[query], key, filter || place, direction, missing));
      get diagnostics size = row_count;
      missing := missing - size;

    elsif tier <= 4 and pattern[tier] is distinct from pattern[tier - 1] then
      better := format(' and not starts_with(name_search, %L)', ' ' || folded)
        || case when tier > 2 then format(' and not (%s)', pattern[tier - 1]) else '' end;
      condition := format(' and %s%s', pattern[tier], better);
      among := case when filter = '' then '' else format(
        ' and (select true from customers c where c.business_id = %L and c.id = w.id%s)', business, filter) end;
      query := null;
      -- The next names in order are in an index by themselves. Of common words, of which the GIN index would have
      -- to collect 100,000s of rows, they soon fill a page; and the names of a small business they are all. They
      -- are gone through once: what the last of these tiers would have is all that the others can have.
      if walked_place is distinct from place then
        execute format('
          select coalesce(array_agg(name_search) filter (where is_alike), ''{}''),
            coalesce(array_agg(id) filter (where is_alike), ''{}''), count(*) < %s
          from (select name_search, id, %s as is_alike from (select key as name_search, id from (%s) p) w offset 0) w',
          walk_step, pattern[4], customer_search_page(ordered, key, place, direction, walk_step))
          into walked_keys, walked_ids, is_walk_complete;
        walked_place := place;
      end if;
      is_complete := is_walk_complete;
      execute format('select array_agg(name_search), array_agg(id) from (
          select name_search, id from unnest($1, $2) as w(name_search, id) where true%s%s limit %s) m',
        condition, among, missing) into keys, ids using walked_keys, walked_ids;
      size := coalesce(cardinality(ids), 0);
      if size < missing and not is_complete then
        -- Rare words are few rows in the GIN index; for others it is worth walking on, or reading what the
        -- narrowest filter leaves.
        named := size;
        if filter <> '' then
          execute format('select count(*) from unnest($1) as w(name_search) where true%s', condition)
            into named using walked_keys;
        end if;
        if named >= greatest(10, missing / 25) then
          steps := least(longest_walk, ceil(1.3 * walk_step * missing / greatest(size, 1)));
          if filtered_size < steps then
            query := customer_search_page(array[filtered], key, condition || filter || place, direction, missing);
          else
            walk := format('(select key as name_search, id from (%s) p) w',
              customer_search_page(ordered, key, place, direction, steps));
            execute format('select array_agg(name_search), array_agg(id) from (
                select name_search, id from %s where true%s%s limit %s) m', walk, condition, among, missing)
              into keys, ids;
            size := coalesce(cardinality(ids), 0);
            if size < missing then
              execute format('select not exists (select from %s offset %s)', walk, steps - 1) into is_complete;
            end if;
          end if;
        end if;
        if query is null and size < missing and not is_complete then
          -- All that has a prefix or a piece has to be collected by the index: only the rarest words are asked for.
          if tier > 2 and rarest is null then
            -- Words of six letters and more cost little; of the short ones the rarest, and one more if it is not rare.
            rarest := array(
              select word
              from (
                select word, named, row_number() over (order by named, length(word) desc, word) as place, min(named) over () as least
                from (select word, (select count(*) from unnest(sample) as name where name like '%' || word || '%') as named
                  from unnest(words) as word) w
              ) w
              where place = 1 or place = 2 and least > 0 or place <= 4 and length(word) >= 6
              order by place
            );
          end if;
          query := customer_search_page(array[format('(select c.* from customers c
              where customer_name_tokens(c.business_id, c.name_search) @@ %L::tsquery offset 0) c
              where c.business_id = %L and %s', customer_search_token_query(bucket, case when tier = 2 then words else rarest end, tier), business, live)],
            key, condition || filter || place, direction, missing);
        end if;
      end if;
      if query is null then
        return query select tier || m.key, m.id from unnest(keys, ids) as m(key, id);
      else
        return query execute format('select %L || key, id from (%s) m', tier, query);
      end if;
      get diagnostics size = row_count;
      missing := missing - size;

    elsif tier in (5, 6) then
      -- A last word that others have as a whole word is taken for finished: few letters begin many words.
      is_unfinished := not exists (
        select from unnest(sample) as name where name like '% ' || significant[cardinality(significant)] || ' %');
      if tier = 5 then
        query := concat_ws('|',
          case when length(joined) >= 3 then quote_literal(bucket || 'j' || left(joined, 16)) || ':*' end,
          case when length(joined) >= 3 and cardinality(words) > 1
            then quote_literal(bucket || 'w' || left(joined, 16)) || ':*' end,
          case when significant is distinct from words
              or exists (select from unnest(significant) as word where length(word) >= 4)
            then customer_search_typo_query(bucket, significant, is_unfinished) end);
        continue when query = '';
        -- What the better tiers have is left out, by the index where it can tell.
        if cardinality(words) <= 5
          and not exists (select from unnest(words) as word where length(word) not between 2 and 16)
        then
          query := format('(%s)&!(%s)', query, customer_search_token_query(bucket, words, 2));
        end if;
        condition := format('customer_name_tokens(c.business_id, c.name_search) @@ %L::tsquery', query);
      else
        continue when cardinality(significant) not between 3 and 5;
        condition := customer_search_missing_word_condition(bucket, significant, is_unfinished);
      end if;
      place := case when tier = cursor_tier
        then format(' where (rank, id) %s (%L, %L)', beyond, after_rank, after_id) else '' end;
      return query execute format('
        select rank, id from (
          select %L || to_char(10000 - 10000 * similarity(%L, name_search), ''FM00000'') collate "C" as rank, c.id
          from (
            select c.name_search, c.id
            from (select c.* from customers c where %s offset 0) c
            where c.business_id = %L and %s and not (%s)%s limit %s
          ) c
        ) m%s
        order by rank %s, id %s limit %s',
        tier, folded, condition, business, live, pattern[4], filter, most_candidates,
        place, direction, direction, missing);
      get diagnostics size = row_count;
      missing := missing - size;
    end if;
  end loop;
end $function$
;

CREATE OR REPLACE FUNCTION set_business(business_id uuid)
 RETURNS void
 LANGUAGE plpgsql
AS $function$
      begin
        execute format('set local app.business_id = %L', business_id);
      end $function$
;

CREATE TABLE businesses (
  id uuid NOT NULL,
  name text NOT NULL,
  created_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  updated_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  CONSTRAINT businesses_name_check CHECK (((char_length(name) >= 1) AND (char_length(name) <= 255))),
  CONSTRAINT businesses_pkey PRIMARY KEY (id)
);

CREATE TABLE customer_contacts (
  business_id uuid NOT NULL,
  customer_id uuid NOT NULL,
  id uuid NOT NULL,
  name text NOT NULL,
  email text,
  phone text,
  role text,
  is_primary boolean NOT NULL DEFAULT false,
  notes text,
  created_at timestamp(3) with time zone NOT NULL,
  updated_at timestamp(3) with time zone NOT NULL,
  CONSTRAINT customer_contacts_customer_fkey FOREIGN KEY (business_id, customer_id) REFERENCES customers(business_id, id),
  CONSTRAINT customer_contacts_email_check CHECK ((char_length(email) <= 254)),
  CONSTRAINT customer_contacts_name_check CHECK (((char_length(name) >= 1) AND (char_length(name) <= 255))),
  CONSTRAINT customer_contacts_notes_check CHECK ((char_length(notes) <= 10000)),
  CONSTRAINT customer_contacts_phone_check CHECK ((char_length(phone) <= 50)),
  CONSTRAINT customer_contacts_pkey PRIMARY KEY (business_id, customer_id, id),
  CONSTRAINT customer_contacts_role_check CHECK ((char_length(role) <= 100))
);
ALTER TABLE customer_contacts ENABLE ROW LEVEL SECURITY;

CREATE TABLE customers (
  business_id uuid NOT NULL,
  id uuid NOT NULL,
  name text NOT NULL,
  name_lower text COLLATE "C" NOT NULL GENERATED ALWAYS AS (lower((name COLLATE "und-x-icu"))) STORED,
  email text NOT NULL,
  email_lower text COLLATE "C" NOT NULL GENERATED ALWAYS AS (lower((email COLLATE "und-x-icu"))) STORED,
  address text,
  phone text,
  tax_id text,
  website text,
  notes text,
  credit_limit_cents bigint,
  credit_limit_order bigint NOT NULL GENERATED ALWAYS AS (COALESCE(credit_limit_cents, ('-1'::integer)::bigint)) STORED,
  default_payment_term_id uuid,
  status text COLLATE "C" NOT NULL DEFAULT 'active'::text,
  category text COLLATE "C",
  invoice_footer text,
  stripe_customer_id text COLLATE "C",
  is_deleted boolean NOT NULL GENERATED ALWAYS AS ((deleted_at IS NOT NULL)) STORED,
  deleted_at timestamp(3) with time zone,
  created_at timestamp(3) with time zone NOT NULL,
  updated_at timestamp(3) with time zone NOT NULL,
  name_search text COLLATE "C" NOT NULL GENERATED ALWAYS AS (((' '::text || customer_name_fold(name)) || ' '::text)) STORED,
  CONSTRAINT customers_address_check CHECK ((char_length(address) <= 2000)),
  CONSTRAINT customers_business_id_fkey FOREIGN KEY (business_id) REFERENCES businesses(id),
  CONSTRAINT customers_category_check CHECK ((char_length(category) <= 100)),
  CONSTRAINT customers_credit_limit_cents_check CHECK (((credit_limit_cents >= 0) AND (credit_limit_cents <= '9007199254740991'::bigint))),
  CONSTRAINT customers_default_payment_term_fkey FOREIGN KEY (business_id, default_payment_term_id) REFERENCES payment_terms(business_id, id),
  CONSTRAINT customers_email_check CHECK ((char_length(email) <= 254)),
  CONSTRAINT customers_invoice_footer_check CHECK ((char_length(invoice_footer) <= 5000)),
  CONSTRAINT customers_name_check CHECK (((char_length(name) >= 1) AND (char_length(name) <= 255))),
  CONSTRAINT customers_notes_check CHECK ((char_length(notes) <= 10000)),
  CONSTRAINT customers_phone_check CHECK ((char_length(phone) <= 50)),
  CONSTRAINT customers_pkey PRIMARY KEY (business_id, id),
  CONSTRAINT customers_status_check CHECK ((status = ANY (ARRAY['active'::text, 'inactive'::text, 'blocked'::text]))),
  CONSTRAINT customers_tax_id_check CHECK ((char_length(tax_id) <= 64)),
  CONSTRAINT customers_website_check CHECK ((char_length(website) <= 2048))
);
ALTER TABLE customers ENABLE ROW LEVEL SECURITY;

CREATE TABLE event_positions (
  business_id uuid NOT NULL,
  last_position bigint NOT NULL,
  last_occurred_at timestamp(3) with time zone NOT NULL,
  CONSTRAINT event_positions_business_id_fkey FOREIGN KEY (business_id) REFERENCES businesses(id),
  CONSTRAINT event_positions_pkey PRIMARY KEY (business_id)
) WITH (fillfactor=10);
ALTER TABLE event_positions ENABLE ROW LEVEL SECURITY;

CREATE TABLE events (
  business_id uuid NOT NULL,
  position bigint NOT NULL,
  id uuid NOT NULL,
  type text COLLATE "C" NOT NULL,
  entity_id uuid NOT NULL,
  customer_id uuid,
  occurred_at timestamp(3) with time zone NOT NULL,
  actor json NOT NULL,
  before json,
  data json NOT NULL,
  CONSTRAINT events_pkey PRIMARY KEY (business_id, "position")
);
ALTER TABLE events ENABLE ROW LEVEL SECURITY;

CREATE TABLE idempotency_keys (
  business_id uuid NOT NULL,
  route text COLLATE "C" NOT NULL,
  key text COLLATE "C" NOT NULL,
  fingerprint bytea NOT NULL,
  body text NOT NULL,
  created_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  CONSTRAINT idempotency_keys_business_id_fkey FOREIGN KEY (business_id) REFERENCES businesses(id),
  CONSTRAINT idempotency_keys_key_check CHECK (((char_length(key) >= 1) AND (char_length(key) <= 255))),
  CONSTRAINT idempotency_keys_pkey PRIMARY KEY (business_id, route, key)
);
ALTER TABLE idempotency_keys ENABLE ROW LEVEL SECURITY;

CREATE TABLE payment_terms (
  business_id uuid NOT NULL,
  id uuid NOT NULL,
  name text NOT NULL,
  days_until_due integer NOT NULL,
  discount_percent numeric(5,2),
  discount_days integer,
  is_default boolean NOT NULL DEFAULT false,
  is_active boolean NOT NULL DEFAULT true,
  created_at timestamp(3) with time zone NOT NULL,
  updated_at timestamp(3) with time zone NOT NULL,
  CONSTRAINT payment_terms_business_id_fkey FOREIGN KEY (business_id) REFERENCES businesses(id),
  CONSTRAINT payment_terms_days_until_due_check CHECK (((days_until_due >= 0) AND (days_until_due <= 3650))),
  CONSTRAINT payment_terms_default_is_active_check CHECK ((is_active OR (NOT is_default))),
  CONSTRAINT payment_terms_discount_days_check CHECK (((discount_days >= 0) AND (discount_days <= 3650))),
  CONSTRAINT payment_terms_discount_percent_check CHECK (((discount_percent >= (0)::numeric) AND (discount_percent <= (100)::numeric))),
  CONSTRAINT payment_terms_discount_within_term_check CHECK ((discount_days <= days_until_due)),
  CONSTRAINT payment_terms_name_check CHECK (((char_length(name) >= 1) AND (char_length(name) <= 255))),
  CONSTRAINT payment_terms_pkey PRIMARY KEY (business_id, id)
);
ALTER TABLE payment_terms ENABLE ROW LEVEL SECURITY;

CREATE UNLOGGED TABLE rate_limits (
  token_id uuid NOT NULL,
  minute integer NOT NULL,
  requests bigint NOT NULL,
  CONSTRAINT rate_limits_pkey PRIMARY KEY (token_id, minute)
) WITH (fillfactor=50);

CREATE TABLE service_secrets (
  name text NOT NULL,
  secret bytea NOT NULL,
  CONSTRAINT service_secrets_pkey PRIMARY KEY (name),
  CONSTRAINT service_secrets_secret_check CHECK ((octet_length(secret) = 32))
);

CREATE TABLE token_businesses (
  token_id uuid NOT NULL,
  business_id uuid NOT NULL,
  CONSTRAINT token_businesses_business_id_fkey FOREIGN KEY (business_id) REFERENCES businesses(id),
  CONSTRAINT token_businesses_pkey PRIMARY KEY (token_id, business_id),
  CONSTRAINT token_businesses_token_id_fkey FOREIGN KEY (token_id) REFERENCES tokens(id)
);

CREATE TABLE tokens (
  id uuid NOT NULL,
  name text NOT NULL,
  owner_email text NOT NULL,
  secret_hash bytea NOT NULL,
  scopes text[] NOT NULL,
  expires_at timestamp(3) with time zone,
  revoked_at timestamp(3) with time zone,
  last_used_at timestamp(3) with time zone,
  created_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  created_by uuid,
  CONSTRAINT tokens_created_by_fkey FOREIGN KEY (created_by) REFERENCES tokens(id),
  CONSTRAINT tokens_name_check CHECK (((char_length(name) >= 1) AND (char_length(name) <= 255))),
  CONSTRAINT tokens_pkey PRIMARY KEY (id),
  CONSTRAINT tokens_secret_hash_check CHECK ((octet_length(secret_hash) = 32)),
  CONSTRAINT tokens_secret_hash_key UNIQUE (secret_hash)
);

CREATE UNIQUE INDEX customer_contacts_one_primary ON customer_contacts USING btree (business_id, customer_id) WHERE is_primary;
CREATE INDEX customers_category ON customers USING btree (business_id, is_deleted, category, id) WHERE (category IS NOT NULL);
CREATE INDEX customers_created ON customers USING btree (business_id, is_deleted, id);
CREATE INDEX customers_credit_limit ON customers USING btree (business_id, is_deleted, credit_limit_order, id);
CREATE INDEX customers_email ON customers USING btree (business_id, is_deleted, email_lower, id);
CREATE INDEX customers_name ON customers USING btree (business_id, is_deleted, name_lower, id);
CREATE INDEX customers_search_name ON customers USING btree (business_id, is_deleted, name_search, id);
CREATE INDEX customers_search_tokens ON customers USING gin (customer_name_tokens(business_id, name_search)) WITH (fastupdate=off);
CREATE INDEX customers_status ON customers USING btree (business_id, is_deleted, status, id);
CREATE UNIQUE INDEX customers_stripe_customer_key ON customers USING btree (business_id, stripe_customer_id) WHERE ((stripe_customer_id IS NOT NULL) AND (NOT is_deleted));
CREATE INDEX customers_updated ON customers USING btree (business_id, is_deleted, updated_at, id);
CREATE INDEX events_customer ON events USING btree (business_id, customer_id, "position") WHERE (customer_id IS NOT NULL);
CREATE INDEX events_entity ON events USING btree (business_id, entity_id, "position");
CREATE INDEX events_type ON events USING btree (business_id, type, "position");
CREATE INDEX idempotency_keys_created ON idempotency_keys USING btree (business_id, created_at);
CREATE UNIQUE INDEX payment_terms_one_default ON payment_terms USING btree (business_id) WHERE is_default;
CREATE INDEX token_businesses_business_id_idx ON token_businesses USING btree (business_id);
CREATE INDEX tokens_created_by_idx ON tokens USING btree (created_by);
CREATE INDEX tokens_owner_email_idx ON tokens USING btree (lower(owner_email));

CREATE POLICY customer_contacts_of_business ON customer_contacts FOR ALL
  USING ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid));
CREATE POLICY customers_of_business ON customers FOR ALL
  USING ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid));
CREATE POLICY event_positions_of_business ON event_positions FOR ALL
  USING ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid));
CREATE POLICY events_of_business ON events FOR ALL
  USING ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid));
CREATE POLICY idempotency_keys_of_business ON idempotency_keys FOR ALL
  USING ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid));
CREATE POLICY payment_terms_of_business ON payment_terms FOR ALL
  USING ((business_id = (NULLIF(current_setting('app.business_id'::text, true), ''::text))::uuid));

GRANT INSERT, SELECT, UPDATE ON TABLE businesses TO customers_service;
GRANT DELETE, INSERT, SELECT, UPDATE ON TABLE customer_contacts TO customers_service;
GRANT INSERT, SELECT, UPDATE ON TABLE customers TO customers_service;
GRANT INSERT, SELECT, UPDATE ON TABLE event_positions TO customers_service;
GRANT DELETE, INSERT, SELECT, UPDATE ON TABLE events TO customers_service;
GRANT DELETE, INSERT, SELECT, UPDATE ON TABLE idempotency_keys TO customers_service;
GRANT SELECT ON TABLE migrations TO customers_service;
GRANT INSERT, SELECT, UPDATE ON TABLE payment_terms TO customers_service;
GRANT DELETE, INSERT, SELECT, UPDATE ON TABLE rate_limits TO customers_service;
GRANT SELECT ON TABLE service_secrets TO customers_service;
GRANT INSERT, SELECT, UPDATE ON TABLE token_businesses TO customers_service;
GRANT INSERT, SELECT, UPDATE ON TABLE tokens TO customers_service;
GRANT EXECUTE ON FUNCTION customers_search(text,integer,text,uuid,boolean,boolean,uuid,text,text,text,uuid,uuid,timestamp with time zone,timestamp with time zone) TO customers_service;
