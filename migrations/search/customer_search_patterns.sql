-- That every word is in the name: whole (tier 2), at the start of a word (3), or anywhere (4). Most names do not hold the
-- word at all, which name_order tells before it is taken apart.
create function customer_search_patterns(words text[], tier integer) returns text
language plpgsql immutable
as $$
#variable_conflict use_column
begin
  return (
    select string_agg(format('name_order like %L and name_search like %L', '%' || word || '%', case
      when tier = 2 then '% ' || word || ' %'
      when tier = 3 or length(word) = 1 and ascii(word) < 11904 then '% ' || word || '%'
      else '%' || word || '%'
    end), ' and ')
    from unnest(words) as w(word)
  );
end $$;
