-- The words of a search, each once; no more than twelve of them are looked at.
create function customer_search_words(folded text) returns text[]
language plpgsql immutable
as $$
#variable_conflict use_column
begin
  return (
    select array_agg(word order by place)
    from (
      select word, min(place) as place
      from unnest(string_to_array(nullif(folded, ''), ' ')) with ordinality as w(word, place)
      group by word order by 2 limit 12
    ) w
  );
end $$;
