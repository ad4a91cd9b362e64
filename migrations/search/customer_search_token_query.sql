-- That the words are in the name, as a query of the GIN index, as far as it is worth asking; the patterns do the rest. A
-- word of eight letters and more that is not at the start of another is the whole of a piece.
create function customer_search_token_query(lead text, words text[], tier integer) returns text
language plpgsql immutable
as $$
#variable_conflict use_column
begin
  return (
    select string_agg(case
      when tier = 2 then quote_literal(lead || 'w' || left(word, 16))
      when tier = 3 or length(word) = 1 and ascii(word) < 11904 then customer_search_prefix_query(lead, word)
      else format('(%s|%L%s)', customer_search_prefix_query(lead, word), lead || 's' || left(word, 8),
        case when length(word) < 8 then ':*' end)
    end, '&')
    from (
      select word from unnest(words) as w(word)
      where ascii(word) >= 11904 or length(word) > 1 or (select max(length(other)) < 5 from unnest(words) as other)
      order by length(word) desc, word limit 5
    ) w
  );
end $$;
