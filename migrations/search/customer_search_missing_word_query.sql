-- That all words but any one of them are in the name, and that one not even with a typo, as a query of the GIN index.
create function customer_search_missing_word_query(lead text, words text[], is_unfinished boolean) returns text
language plpgsql immutable
as $$
#variable_conflict use_column
begin
  return (
    select string_agg('(' || (
      select string_agg(case when place = missing
        then '!' || customer_search_typo_clause(lead, word, is_unfinished and place = cardinality(words))
        else quote_literal(lead || 'w' || left(word, 16)) end, '&')
      from unnest(words) with ordinality as w(word, place)
    ) || ')', '|')
    from generate_series(1, cardinality(words)) as missing
  );
end $$;
