-- The next names of the sources in their order that a pattern is in, their ids, and whether there are no more names.
create function customer_search_walk(sources text[], place text, direction text, steps integer, pattern text) returns text
language plpgsql immutable
as $$
begin
  return format('
    select coalesce(array_agg(name_order) filter (where is_alike), ''{}''),
      coalesce(array_agg(id) filter (where is_alike), ''{}''), count(*) < %s
    from (
      select name_order, id, %s as is_alike from (
        select name_order, id, '' '' || split_part(name_order, E''\x01'', 1) || '' '' as name_search from (%s) p
      ) c offset 0
    ) w', steps, pattern, customer_search_page(sources, place, direction, steps));
end $$;
