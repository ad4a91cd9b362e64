-- That all significant words but one are in the name, and that one not even with a typo: a condition for each that may
-- be missing, because the index skips through the words of one query, as the rarest has them, but not where they are
-- alternatives.
create function customer_search_missing_word_condition(
  bucket text, significant text[], is_unfinished boolean
) returns text
language sql immutable
return (
  select string_agg(format('customer_name_tokens(c.business_id, c.name_search) @@ %L::tsquery', (
    select string_agg(case when place = missing
      then '!' || customer_search_typo_clause(bucket, word, is_unfinished and place = cardinality(significant))
      else quote_literal(bucket || 'w' || left(word, 16)) end, '&')
    from unnest(significant) with ordinality as w(word, place)
  )), ' or ')
  from generate_series(1, cardinality(significant)) as missing
);
