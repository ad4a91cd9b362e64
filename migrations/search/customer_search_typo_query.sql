-- All significant words, each with up to one typo.
create function customer_search_typo_query(bucket text, significant text[], is_unfinished boolean) returns text
language sql immutable
return (
  select '(' || string_agg(
    customer_search_typo_clause(bucket, word, is_unfinished and place = cardinality(significant)), '&') || ')'
  from unnest(significant) with ordinality as w(word, place)
);
