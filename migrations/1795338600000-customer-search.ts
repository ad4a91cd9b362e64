import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Fuzzy search on the name: fold → a stored column → a B-tree and a GIN index → `customers_search()`.
 * docs/search.md says what it finds, in which order, and how far it looks.
 */
export class CustomerSearch1795338600000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of [
      // For similarity(), which orders the misspelt.
      `create extension if not exists pg_trgm`,
      fold,
      tokens,
      // The blanks at both ends make "a word starts here" and "a word ends here" plain LIKE patterns.
      `alter table customers add column name_search text collate "C" not null
         generated always as (' ' || customer_name_fold(name) || ' ') stored`,
      `create index customers_search_name on customers (business_id, is_deleted, name_search, id)`,
      // An expression and not a column: the tokens stay out of the heap. Without fastupdate every insert pays its own
      // way: there is no pending list for searches to read through, nor for an unlucky insert to flush.
      `create index customers_search_tokens on customers
         using gin (customer_name_tokens(business_id, name_search)) with (fastupdate = off)`,
      `analyze customers`,
      words,
      significantWords,
      patterns,
      tokenQuery,
      typoQuery,
      missingWordQuery,
      orderedPage,
      search,
      pinSearchPath,
      `revoke execute on function customers_search from public`,
      `grant execute on function customers_search to customers_service`,
    ]) {
      await queryRunner.query(statement);
    }
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const statement of [
      `drop function customers_search`,
      `drop function customer_search_page`,
      `drop function customer_search_missing_word_query`,
      `drop function customer_search_typo_query`,
      `drop function customer_search_token_query`,
      `drop function customer_search_patterns`,
      `drop function customer_search_significant_words`,
      `drop function customer_search_words`,
      `drop index customers_search_tokens, customers_search_name`,
      `alter table customers drop column name_search`,
      `drop function customer_name_tokens, customer_name_fold`,
      // pg_trgm stays: others may use it by now.
    ]) {
      await queryRunner.query(statement);
    }
  }
}

/**
 * Names and searches without case, accents and punctuation, so that both agree. Immutable by construction, which
 * unaccent() is not; and parsed once, here, so that no caller's search_path has a say in it.
 *
 * NFKD takes letters and accents apart, the accents (U+0300–U+036F) are dropped, letters that do not come apart are
 * replaced, NFKC puts Hangul and kana together again. Dots and apostrophes vanish (O'Brien, J.P.); all other
 * punctuation, ASCII symbols, blanks and controls separate words. Hence no word holds a character that LIKE, a
 * tsquery or a regular expression would interpret; letters of every script, digits and emoji stay. Of ASCII, most
 * names, all that is left to do is the last step: a quarter of the time.
 */
const fold = `
create function customer_name_fold(name text) returns text
language sql immutable parallel safe
return case when octet_length(name) = length(name)
  then btrim(regexp_replace(translate(lower(name collate "C"), '.''\`', ''), '[^a-z0-9]+', ' ', 'g'), ' ')
  else btrim(left(regexp_replace(
    normalize(
      regexp_replace(
        translate(
          replace(replace(replace(replace(lower(normalize(name, NFKD) collate "und-x-icu"),
            'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), 'þ', 'th'),
          'øłđħıðς.''’‘ʼ\`', 'oldhidσ'),
        '[\\u0300-\\u036f]', '', 'g'),
      NFKC) collate "und-x-icu",
    '[[:punct:][:space:][:cntrl:]$+<=>^|~\`\\u00a0\\u00ad\\u200b-\\u200f\\u2028-\\u202f\\u2060\\ufeff]+', ' ', 'g'
  ), 255), ' ') collate "C"
end`;

/**
 * What the GIN index holds of a folded name, each token led by the last digit of the business: with no lead a
 * business would read everybody's lists, with a longer one each would have a dictionary of its own. Then
 *
 *     w  a word
 *     s  a word from its second, third … letter on: what begins such a piece lies within the word
 *     d  the first six letters of a word less one of them, and as they are where there are more: a search's word is
 *        treated alike, and the two meet although one letter is wrong, missing, doubled or swapped
 *     j  all words joined: "cocacola" finds Coca-Cola
 *
 * A single letter is searched at the start of words only, and so no piece is that short, unless its character is,
 * as Chinese ones are (from U+2E80 = 11904 on), next to a word itself.
 */
export const tokens = `
create function customer_name_tokens(business_id uuid, folded text) returns tsvector
language plpgsql immutable parallel safe cost 2000
as $$
declare
  bucket constant text := right(business_id::text, 1);
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
end $$`;

/** The words of a search, each once; no more than twelve of them are looked at. */
const words = `
create function customer_search_words(folded text) returns text[]
language sql immutable
return (
  select array_agg(word order by place)
  from (
    select word, min(place) as place
    from unnest(string_to_array(nullif(folded, ''), ' ')) with ordinality as w(word, place)
    group by word order by 2 limit 12
  ) w
)`;

/** Those that tell a name from another: short ones and legal forms need not be in what a misspelt search finds. */
const significantWords = `
create function customer_search_significant_words(words text[]) returns text[]
language sql immutable
return array(
  select word
  from unnest(words) with ordinality as w(word, place)
  where (length(word) > 2 or ascii(word) >= 11904) and word <> all (
    '{inc,llc,ltd,limited,corp,corporation,company,gmbh,plc,sarl,srl,spa,pty,llp,bros,the,and}'::text[]
  )
  order by place
)`;

/** That every word is in the name: whole (tier 2), at the start of a word (3), or anywhere (4). */
const patterns = `
create function customer_search_patterns(words text[], tier integer) returns text
language sql immutable
return (
  select string_agg(format('name_search like %L', case
    when tier = 2 then '% ' || word || ' %'
    when tier = 3 or length(word) = 1 and ascii(word) < 11904 then '% ' || word || '%'
    else '%' || word || '%'
  end), ' and ')
  from unnest(words) as w(word)
)`;

/**
 * The same as a query of the GIN index, as far as it is worth asking; the patterns do the rest. All entries with a
 * prefix have to be collected, so that of these only the longest words are asked for, and short ones if there are
 * hardly any others.
 */
export const tokenQuery = `
create function customer_search_token_query(bucket text, words text[], tier integer) returns text
language sql immutable
return (
  select string_agg(case
    when tier = 2 then quote_literal(bucket || 'w' || left(word, 16))
    when tier = 3 or length(word) = 1 and ascii(word) < 11904
      then quote_literal(bucket || 'w' || left(word, 16)) || ':*'
    else format('(%L:*|%L:*)', bucket || 'w' || left(word, 16), bucket || 's' || left(word, 8))
  end, '&')
  from (
    select word from unnest(words) as w(word)
    where ascii(word) >= 11904 or case length(word)
      when 1 then (select max(length(other)) < 5 from unnest(words) as other)
      when 2 then tier = 2 or (select count(*) < 2 from unnest(words) as other where length(other) > 2)
      else true
    end
    order by length(word) desc, word limit case when tier = 2 then 5 else 3 end
  ) w
)`;

/** A query of the GIN index for every significant word, each with up to one typo. */
export const typoQuery = `
create function customer_search_typo_query(bucket text, significant text[]) returns text
language plpgsql immutable
as $$
declare
  clauses text[] := '{}';
  alike text[];
  word text;
  head text;
  shorter text;
  is_last boolean;
begin
  foreach word in array significant loop
    is_last := word = significant[cardinality(significant)];
    -- The last word may be unfinished. Elsewhere whole tokens: the index skips through these, and would have to
    -- collect everything that has a prefix.
    alike := array[quote_literal(bucket || 'w' || left(word, 16)) || case when is_last then ':*' else '' end];
    if length(word) >= 4 then
      head := left(word, 6);
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
    clauses := clauses || ('(' || array_to_string(alike, '|') || ')');
  end loop;
  return '(' || array_to_string(clauses, '&') || ')';
end $$`;

/** A query of the GIN index for all significant words but any one of them. */
export const missingWordQuery = `
create function customer_search_missing_word_query(bucket text, significant text[]) returns text
language sql immutable
return (
  select string_agg('(' || (
    select string_agg(quote_literal(bucket || 'w' || left(word, 16)), '&')
    from unnest(significant) with ordinality as w(word, place) where place <> missing
  ) || ')', '|')
  from generate_series(1, cardinality(significant)) as missing
)`;

/**
 * The first rows of the sources in the order of (key, id); each source ends with a condition, and has the order of
 * its rows in an index.
 */
const orderedPage = `
create function customer_search_page(
  sources text[], key text, conditions text, direction text, row_limit integer
) returns text
language sql immutable
return (
  select format('select key, id from (%s) p order by key collate "C" %s, id %s limit %s',
    string_agg(format('(select %s as key, c.id from %s%s order by %s %s, c.id %s limit %s)',
      key, source, conditions, key, direction, direction, row_limit), ' union all '),
    direction, direction, row_limit)
  from unnest(sources) as source
)`;

/**
 * The best matches of a search, best first, as (rank, id); rows beyond (after_rank, after_id) only, if these are
 * given, nearest first. A rank is opaque: a digit for the tier, and what orders the rows within it.
 *
 *     0 + name      the name is the search, but for case
 *     1 + name      the name starts with the search, but for case, accents and punctuation
 *     2 + name      every word of the search is a word of the name, in any order
 *     3 + name      every word starts one
 *     4 + name      every word is somewhere in it
 *     5 + distance  every significant word is there, give or take a typo each; or the words are joined otherwise
 *     6 + distance  one of three or more significant words is not there
 *
 * Tiers 0–4 come in an order that an index has, so that a page goes on where the last one stopped. A tier is looked
 * at only if the better ones did not fill the page.
 *
 * SECURITY DEFINER: under row-level security the planner would not use LIKE or @@ as a condition of an index, because
 * neither is leakproof. The business is therefore compared here, with the very setting that the policy reads; and the
 * caller joins the rows by their ids under its own policy.
 */
export const search = `
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
set enable_bitmapscan = on -- what the service's connections set is for the lists
set random_page_cost = 4
set enable_seqscan = off -- whatever the statistics say
as $$
#variable_conflict use_column
declare
  narrow constant integer := 10000; -- so few rows are all looked at
  walk_step constant integer := 5000;
  longest_walk constant integer := 200000;
  most_candidates constant integer := 2000;

  business constant uuid := nullif(current_setting('app.business_id', true), '')::uuid;
  bucket constant text := right(business::text, 1);
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
  steps integer;
  named integer;
  keys text[];
  ids uuid[];
  missing integer := row_limit;
  is_complete boolean;
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
        business, live, 2 * walk_step, lowered);
      return query execute format('select %L || key, id from (%s) m', tier,
        customer_search_page(array[query], key, filter || place, direction, missing));
      get diagnostics size = row_count;
      missing := missing - size;

    elsif tier <= 4 and pattern[tier] is distinct from pattern[tier - 1] then
      better := format(' and not starts_with(name_search, %L)', ' ' || folded)
        || case when tier > 2 then format(' and not (%s)', pattern[tier - 1]) else '' end;
      condition := format(' and %s%s', pattern[tier], better);
      query := null;
      ids := null;
      keys := null;
      -- The next names in order are in an index by themselves. Of common words, of which the GIN index would have
      -- to collect 100,000s of rows, they soon fill a page; and the names of a small business they are all.
      steps := walk_step;
      loop
        walk := format('(select key as name_search, id from (%s) p) w',
          customer_search_page(ordered, key, place, direction, steps));
        execute format('select array_agg(name_search), array_agg(id) from (
            select name_search, id from %s where true%s%s limit %s) m', walk, condition,
          case when filter = '' then '' else format(
            ' and (select true from customers c where c.business_id = %L and c.id = w.id%s)', business, filter) end,
          missing) into keys, ids;
        size := coalesce(cardinality(ids), 0);
        exit when size >= missing;
        execute format('select not exists (select from %s offset %s)', walk, steps - 1) into is_complete;
        exit when is_complete or steps > walk_step;
        -- Rare words are few rows in the GIN index; for others it is worth walking on, or reading what the
        -- narrowest filter leaves.
        named := size;
        if filter <> '' then
          execute format('select count(*) from (select from %s where true%s limit %s) m',
            walk, condition, greatest(25, missing / 10)) into named;
        end if;
        exit when named < greatest(25, missing / 10);
        steps := least(longest_walk, ceil(1.3 * walk_step * missing / greatest(size, 1)));
        if filtered_size < steps then
          query := customer_search_page(array[filtered], key, condition || filter || place, direction, missing);
          exit;
        end if;
      end loop;
      if query is null and size < missing and not is_complete then
        query := customer_search_page(array[format('(select c.* from customers c
            where customer_name_tokens(c.business_id, c.name_search) @@ %L::tsquery offset 0) c
            where c.business_id = %L and %s', customer_search_token_query(bucket, words, tier), business, live)],
          key, condition || filter || place, direction, missing);
      end if;
      if query is null then
        return query select tier || m.key, m.id from unnest(keys, ids) as m(key, id);
      else
        return query execute format('select %L || key, id from (%s) m', tier, query);
      end if;
      get diagnostics size = row_count;
      missing := missing - size;

    elsif tier in (5, 6) then
      query := case
        when tier = 5 then concat_ws('|',
          case when length(joined) >= 3 then quote_literal(bucket || 'j' || left(joined, 16)) || ':*' end,
          case when length(joined) >= 3 and cardinality(words) > 1
            then quote_literal(bucket || 'w' || left(joined, 16)) || ':*' end,
          case when significant is distinct from words
              or exists (select from unnest(significant) as word where length(word) >= 4)
            then nullif(customer_search_typo_query(bucket, significant), '()') end)
        when cardinality(significant) between 3 and 5 then format('(%s)&!%s',
          customer_search_missing_word_query(bucket, significant), customer_search_typo_query(bucket, significant))
      end;
      continue when coalesce(query, '') = '';
      -- What the better tiers have is left out, by the index where it can tell.
      if cardinality(words) <= 5
        and not exists (select from unnest(words) as word where length(word) not between 2 and 16)
      then
        query := format('(%s)&!(%s)', query, customer_search_token_query(bucket, words, 2));
      end if;
      place := case when tier = cursor_tier
        then format(' where (rank, id) %s (%L, %L)', beyond, after_rank, after_id) else '' end;
      return query execute format('
        select rank, id from (
          select %L || to_char(10000 - 10000 * similarity(%L, name_search), ''FM00000'') collate "C" as rank, c.id
          from (
            select c.name_search, c.id
            from (select c.* from customers c
              where customer_name_tokens(c.business_id, c.name_search) @@ %L::tsquery offset 0) c
            where c.business_id = %L and %s and not (%s)%s limit %s
          ) c
        ) m%s
        order by rank %s, id %s limit %s',
        tier, folded, query, business, live, pattern[4], filter, most_candidates,
        place, direction, direction, missing);
      get diagnostics size = row_count;
      missing := missing - size;
    end if;
  end loop;
end $$`;

/**
 * Functions that look tables and functions up when they run do so in these schemas only, whatever the caller's
 * search_path; a temporary table of the same name comes last.
 */
export const pinSearchPath = `
do $$
declare
  path constant text := format('pg_catalog, %I, %I, pg_temp', current_schema(),
    (select n.nspname from pg_extension e join pg_namespace n on n.oid = e.extnamespace where e.extname = 'pg_trgm'));
begin
  execute 'alter function customers_search set search_path = ' || path;
end $$`;
