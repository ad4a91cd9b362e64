-- The first names of the sources in their order that a condition holds for, and their ids: it is looked for in so many names
-- at most, and in no more than it takes.
create function customer_search_first(
  sources text[], place text, direction text, steps integer, condition text, row_limit integer
) returns text
language plpgsql immutable
as $$
begin
  return format('
    select array_agg(name_order), array_agg(id) from (
      select name_order, id from (
        select name_order, id, '' '' || split_part(name_order, E''\x01'', 1) || '' '' as name_search from (%s) p
      ) c where %s limit %s
    ) w', customer_search_page(sources, place, direction, steps), condition, row_limit);
end $$;
