-- The words that begin with a word. Of six letters and more these are the word itself and the longer words with the
-- same first six, which are tokens: the index skips through tokens, and would have to collect all that has a prefix.
create function customer_search_prefix_query(lead text, word text) returns text
language plpgsql immutable
as $$
#variable_conflict use_column
begin
  return case when length(word) >= 6
    then format('(%L|%L)', lead || 'w' || left(word, 16), lead || 'd' || left(word, 6))
    else quote_literal(lead || 'w' || word) || ':*'
  end;
end $$;
