-- The misspelt (tier 5) and those in which a word of the search is missing (tier 6), most like the search first, as
-- (rank, id): how like the names are, with and without their legal forms. No more than 200 are compared.
create function customer_search_alike(
  business uuid, tier integer, folded text, sample text[], conditions text, beyond text, direction text, row_limit integer
) returns table (rank text, id uuid)
language plpgsql stable rows 50
as $$
#variable_conflict use_column
declare
  most_candidates constant integer := 200;
  lead constant text := right(business::text, 8);
  core constant text := customer_name_core(folded);
  words constant text[] := customer_search_words(folded);
  -- Short words need not be in what a misspelt search finds.
  significant constant text[] := array(
    select word from unnest(customer_search_words(core)) with ordinality as w(word, place)
    where length(word) > 2 or customer_search_is_dense(word) order by place
  );
  joined constant text := replace(core, ' ', '');
  is_unfinished boolean;
  query text;
begin
  -- A last word that others have as a whole word is taken for finished: few letters begin many words.
  is_unfinished := not exists (
    select from unnest(sample) as name where name like '% ' || significant[cardinality(significant)] || ' %');
  if tier = 5 then
    query := concat_ws('|',
      (select string_agg(quote_literal(lead || kind || left(joined, 16)) || case when length(joined) >= 4 then ':*' else '' end, '|')
        from unnest('{j,w,c}'::text[]) as kind
        where length(joined) >= 2 and (kind = 'j' or cardinality(words) > 1 or core <> folded)),
      (select '(' || string_agg(
          customer_search_typo_clause(lead, word, is_unfinished and place = cardinality(significant)), '&') || ')'
        from unnest(significant) with ordinality as w(word, place)));
    if query = '' then return; end if;
    -- What the better tiers have is left out, by the index where it can tell.
    if cardinality(words) <= 5
      and not exists (select from unnest(words) as word where length(word) not between 2 and 16)
    then
      query := format('(%s)&!(%s)', query, customer_search_token_query(lead, words, 2));
    end if;
  else
    if cardinality(significant) not between 3 and 5 then return; end if;
    query := customer_search_missing_word_query(lead, significant, is_unfinished);
  end if;
  return query execute format('
    select rank, id from (
      select $1 || to_char(10000 - 5000 * (similarity($2, folded) + similarity(customer_name_core($2), customer_name_core(folded))),
        ''FM00000'') collate "C" as rank, c.id
      from customer_search_candidates($3, $4, $5, $6) c, split_part(c.name_order, E''\x01'', 1) as folded
    ) m%s
    order by rank %s, id %s limit $7', beyond, direction, direction)
  using tier::text, folded, business, query::tsquery, conditions, most_candidates, row_limit;
end $$;
