-- The best matches of a search, best first, as (rank, id); rows beyond (after_rank, after_id) only, if these are
-- given, nearest first. A rank is opaque: a digit for the tier, and what orders the rows within it.
--
--     0 + name      the name is the search, as customer_name_fold compares them
--     1 + name      the name starts with the search
--     2 + name      every word of the search is a word of the name, in any order
--     3 + name      every word starts one
--     4 + name      every word is somewhere in it
--     5 + distance  every significant word is there, give or take a typo each; or the words are joined otherwise
--     6 + distance  one of three or more significant words is not there
--
-- Tiers 0-4 come in an order that an index has, so that a page goes on where the last one stopped. A tier is looked
-- at only if the better ones did not fill the page, and the last two only within half a second.
--
-- filters: [[column, operator, value], …], all of which hold.
--
-- SECURITY DEFINER: under row-level security the planner would not use LIKE or @@ as a condition of an index, because
-- neither is leakproof. The business is therefore compared here, with the very setting that the policy reads, and stands
-- in every query; and the caller joins the rows by their ids under its own policy.
create function customers_search(
  business uuid, search text, row_limit integer,
  after_rank text default null, after_id uuid default null, is_backward boolean default false,
  include_deleted boolean default false, filters jsonb default '[]'
) returns table (rank text, id uuid)
language plpgsql stable security definer rows 50
set jit = off
set max_parallel_workers_per_gather = 0 -- starting the workers takes longer than most searches
-- Whatever the statistics say, the names are read in the order of their index, and the rows of a filter by its index.
set enable_seqscan = off
set enable_bitmapscan = off
set enable_sort = off
set enable_incremental_sort = off
as $$
#variable_conflict use_column
declare
  narrow constant integer := 10000; -- so few rows are all looked at
  walk_step constant integer := 2000;
  longest_walk constant integer := 200000;
  near_walk constant integer := 10000;
  far_walk constant integer := 60000;
  common constant integer := 2; -- names of the sample that hold a word which many do
  until constant timestamptz := clock_timestamp() + interval '500 ms';

  lead constant text := right(business::text, 8);
  folded constant text := customer_name_fold(search);
  words constant text[] := customer_search_words(folded);
  direction constant text := case when is_backward then 'desc' else 'asc' end;
  beyond constant text := case when is_backward then '<' else '>' end;
  -- The first two are one range of the order.
  cursor_tier constant integer := case when after_rank is not null then greatest(ascii(after_rank) - ascii('0'), 1) end;

  live constant text := case when include_deleted then 'c.is_deleted in (false, true)' else 'not c.is_deleted' end;
  filter text := '';    -- all of them
  condition text;
  ordered text[];       -- the rows of the business as sources, in the order of an index each
  filtered text;        -- the rows of the narrowest filter as a source
  filtered_size integer;
  size integer;

  tier integer;
  pattern text[] := '{}'; -- of the tiers 2, 3 and 4
  query text;
  place text;           -- the rows beyond the cursor
  sample text[];        -- of the newest names, to tell rare words from common ones
  sampled integer;      -- how many of them a tier has
  alike_sampled integer; -- and all of the tiers 2 to 4
  steps integer;
  walked_place text;    -- where the first walk began, and what it met
  walked_keys text[];
  walked_ids uuid[];
  is_walk_complete boolean;
  collected_keys text[]; -- by the GIN index, all that the tiers 2 to 4 have
  collected_ids uuid[];
  named integer;
  keys text[];
  ids uuid[];
  missing integer := row_limit;
  is_complete boolean;
  is_one_pass_done boolean := false;
begin
  if business is distinct from nullif(current_setting('app.business_id', true), '')::uuid or search = '' then return; end if;

  ordered := array[customer_search_source(business, 'not c.is_deleted')]
    || case when include_deleted then array[customer_search_source(business, 'c.is_deleted')] end;

  -- Each filter has an index. OFFSET 0 is a fence: the planner reads that index, and nothing else.
  foreach condition in array customer_search_conditions(filters) loop
    filter := filter || ' and ' || condition;
    execute format('select count(*) from (select from customers c where c.business_id = %L and %s and %s limit %s) c',
      business, live, condition, coalesce(filtered_size, 2 * narrow + 1)) into size;
    if size < coalesce(filtered_size, 2 * narrow + 1) then
      filtered_size := size;
      filtered := customer_search_source(business, format('%s and %s offset 0', live, condition));
    end if;
  end loop;

  if words is null then
    -- Nothing but punctuation: as text, in the first names. What is nothing else comes first of all.
    place := case when cursor_tier = 4
      then format(' and (c.name_order, c.id) %s (%L, %L)', beyond, substr(after_rank, 2), after_id) else '' end;
    query := format('(select c.* from (%s) k join customers c on c.business_id = %L and c.id = k.id) c where strpos(c.name, %L) > 0',
      customer_search_page(ordered, '', 'asc', narrow), business, search);
    return query execute format('select ''4'' || name_order, id from (%s) m',
      customer_search_page(array[query], filter || place, direction, missing));
    return;
  end if;

  foreach tier in array '{2,3,4}'::integer[] loop
    pattern[tier] := customer_search_patterns(words, tier);
  end loop;

  foreach tier in array case when is_backward then '{6,5,4,3,2,1}' else '{1,2,3,4,5,6}' end::integer[] loop
    exit when missing <= 0;
    continue when case when is_backward then tier > cursor_tier else tier < cursor_tier end;
    continue when tier <= 4 and is_one_pass_done;

    if tier >= 5 then sample := coalesce(sample, customer_search_sample(business)); end if;

    if tier <= 4 and filtered_size <= narrow then
      -- All tiers in one pass.
      return query execute format('
        select rank, id from (select case
            when starts_with(c.name_order, %L) then ''0''
            when starts_with(c.name_order, %L) then ''1''
            when %s then ''2'' when %s then ''3'' when %s then ''4''
          end || c.name_order collate "C" as rank, c.id from %s%s) m
        where rank is not null%s
        order by rank %s, id %s limit %s',
        folded || E'\x01', folded, pattern[2], pattern[3], pattern[4], filtered, filter,
        case when cursor_tier <= 4 then format(' and (rank, id) %s (%L, %L)', beyond, after_rank, after_id) else '' end,
        direction, direction, missing);
      get diagnostics size = row_count;
      missing := missing - size;
      is_one_pass_done := true;
      continue;
    end if;

    place := case when tier = cursor_tier
      then format(' and (c.name_order, c.id) %s (%L, %L)', beyond, substr(after_rank, 2), after_id) else '' end;

    if tier = 1 then
      condition := format(' and c.name_order >= %L and c.name_order < %L', folded || E'\x01', folded || chr(1114111));
      return query execute format('select case when starts_with(name_order, %L) then 0 else 1 end || name_order, id from (%s) m',
        folded || E'\x01', customer_search_page(ordered, condition || filter || place, direction, missing));
      get diagnostics size = row_count;
      missing := missing - size;

    elsif tier <= 4 and pattern[tier] is distinct from pattern[tier - 1] then
      condition := format('%s and not starts_with(c.name_order, %L)', pattern[tier], folded)
        || case when tier > 2 then format(' and not (%s)', pattern[tier - 1]) else '' end;
      query := null;
      -- The next names in order are in an index by themselves. Of common words, of which the GIN index would have
      -- to collect 100,000s of rows, they soon fill a page; and the names of a small business they are all. They
      -- are gone through once: what the last of these tiers would have is all that the others can have.
      if collected_ids is null and walked_place is distinct from place then
        execute customer_search_walk(ordered, place, direction, walk_step, pattern[4])
          into walked_keys, walked_ids, is_walk_complete;
        walked_place := place;
      end if;
      is_complete := is_walk_complete;
      keys := null;
      ids := null;
      named := 0;
      if collected_ids is null and cardinality(walked_ids) > 0 then
        execute customer_search_among(business, condition, filter, missing)
          into keys, ids, named using walked_keys, walked_ids;
      end if;
      size := coalesce(cardinality(ids), 0);
      if collected_ids is null and size < missing and not is_complete then
        if sample is null then
          sample := customer_search_sample(business);
          alike_sampled := customer_search_sampled(sample, pattern[4]);
        end if;
        sampled := customer_search_sampled(sample, condition);
        -- Rare words are few rows in the GIN index; for others it is worth walking on, or reading what the
        -- narrowest filter leaves.
        if named >= greatest(10, missing / 25) then
          steps := least(longest_walk, ceil(1.3 * walk_step * missing / greatest(size, 1)));
          if filtered_size < steps then
            query := customer_search_page(array[filtered], format(' and %s', condition) || filter || place, direction, missing);
          else
            execute customer_search_walk(ordered, place, direction, steps, pattern[tier]) into keys, ids, is_complete;
            execute customer_search_among(business, condition, filter, missing) into keys, ids, named using keys, ids;
            size := coalesce(cardinality(ids), 0);
          end if;
        elsif filter = '' and sampled >= common then
          -- The first names in order hold few of a word that many of the newest hold: it comes further behind. Where
          -- nothing near by says that it comes soon, as where it begins the names, the index is the shorter way.
          foreach steps in array array[near_walk, far_walk] loop
            execute customer_search_first(ordered, place, direction, steps, condition, missing) into keys, ids;
            size := coalesce(cardinality(ids), 0);
            exit when size >= missing or 2 * size * far_walk < missing * near_walk;
          end loop;
        end if;
        if query is null and size < missing and not is_complete then
          -- All that has a prefix or a piece has to be collected by the index: only the rarest words are asked for. What
          -- the last of these tiers has is what all of them have: where that is little, it is collected once.
          ids := null;
          if cardinality(walked_ids) < 10 and alike_sampled < common then
            select array_agg(c.name_order), array_agg(c.id) into keys, ids from customer_search_candidates(business,
              customer_search_token_query(lead, customer_search_rarest_words(words, sample), 4)::tsquery,
              live || filter || ' and ' || pattern[4], narrow) c;
            ids := coalesce(ids, '{}');
          end if;
          if cardinality(ids) < narrow then
            collected_keys := coalesce(keys, '{}');
            collected_ids := ids;
          else
            query := format('select c.name_order, c.id from customer_search_candidates(%L, %L, %L, null) c
                where true%s order by c.name_order %s, c.id %s limit %s',
              business, customer_search_token_query(lead,
                case when tier = 2 then words else customer_search_rarest_words(words, sample) end, tier),
              live || filter || ' and ' || condition, place, direction, direction, missing);
          end if;
        end if;
      end if;
      if query is not null then
        return query execute format('select %L || name_order, id from (%s) m', tier, query);
      elsif collected_ids is null then
        return query select tier || m.name_order, m.id from unnest(keys, ids) as m(name_order, id);
      elsif collected_ids <> '{}' then
        return query execute format('
          select %L || c.name_order, c.id from (
            select name_order, id, '' '' || split_part(name_order, E''\x01'', 1) || '' '' as name_search from unnest($1, $2) as c(name_order, id)
          ) c where %s%s order by c.name_order collate "C" %s, c.id %s limit %s',
          tier, condition, place, direction, direction, missing) using collected_keys, collected_ids;
      else
        continue;
      end if;
      get diagnostics size = row_count;
      missing := missing - size;

    elsif tier >= 5 and clock_timestamp() < until then
      place := case when tier = cursor_tier
        then format(' where (rank, id) %s (%L, %L)', beyond, after_rank, after_id) else '' end;
      return query select * from customer_search_alike(business, tier, folded, sample,
        format('%s and not (%s)%s', live, pattern[4], filter), place, direction, missing);
      get diagnostics size = row_count;
      missing := missing - size;
    end if;
  end loop;
end $$;
