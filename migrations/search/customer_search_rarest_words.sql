-- The words that few names of a sample hold. Words of six letters and more cost the index little; of the short ones the
-- rarest, and one more if it is not rare.
create function customer_search_rarest_words(words text[], sample text[]) returns text[]
language plpgsql immutable
as $$
#variable_conflict use_column
begin
  return array(
    select word
    from (
      select word, named, row_number() over (order by named, length(word) desc, word) as place, min(named) over () as least
      from (select word, (select count(*) from unnest(sample) as name where name like '%' || word || '%') as named
        from unnest(words) as word) w
    ) w
    where place = 1 or place = 2 and least > 0 or place <= 4 and length(word) >= 6
    order by place
  );
end $$;
