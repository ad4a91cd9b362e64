-- That every word is in the name: whole (tier 2), at the start of a word (3), or anywhere (4).
create function customer_search_patterns(words text[], tier integer) returns text
language sql immutable
return (
  select string_agg(format('name_search like %L', case
    when tier = 2 then '% ' || word || ' %'
    when tier = 3 or length(word) = 1 and ascii(word) < 11904 then '% ' || word || '%'
    else '%' || word || '%'
  end), ' and ')
  from unnest(words) as w(word)
);
