-- The best matches of a search, best first, as (rank, id); rows beyond (after_rank, after_id) only, if these are
-- given, nearest first. A rank is opaque: a digit for the tier, and what orders the rows within it.
--
--     0 + name      the name is the search, but for case
--     1 + name      the name starts with the search, but for case, accents and punctuation
--     2 + name      every word of the search is a word of the name, in any order
--     3 + name      every word starts one
--     4 + name      every word is somewhere in it
--     5 + distance  every significant word is there, give or take a typo each; or the words are joined otherwise
--     6 + distance  one of three or more significant words is not there
--
-- Tiers 0–4 come in an order that an index has, so that a page goes on where the last one stopped. A tier is looked
-- at only if the better ones did not fill the page.
--
-- SECURITY DEFINER: under row-level security the planner would not use LIKE or @@ as a condition of an index, because
-- neither is leakproof. The business is therefore compared here, with the very setting that the policy reads; and the
-- caller joins the rows by their ids under its own policy.
create function customers_search(
  search text, row_limit integer,
  after_rank text default null, after_id uuid default null, is_backward boolean default false,
  include_deleted boolean default false, only_id uuid default null, only_email text default null,
  only_status text default null, only_category text default null, id_from uuid default null,
  id_before uuid default null, updated_after timestamptz default null, updated_before timestamptz default null
) returns table (rank text, id uuid)
language plpgsql stable security definer rows 50
set work_mem = '64MB' -- the bitmaps of the index stay exact
set jit = off
set max_parallel_workers_per_gather = 0 -- starting the workers takes longer than most searches
set enable_bitmapscan = on -- what the service's connections set is for the lists
set random_page_cost = 4
set enable_seqscan = off -- whatever the statistics say
as $$
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
end $$;
