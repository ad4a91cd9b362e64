-- The next names of the sources, in their order, and whether a pattern is in each.
create function customer_search_walk(sources text[], place text, direction text, steps integer, pattern text) returns text
language sql immutable
return format('select name_order, id, %s as is_alike
  from (select name_order, id, '' '' || split_part(name_order, E''\x01'', 1) || '' '' as name_search from (%s) p offset 0) w',
  pattern, customer_search_page(sources, place, direction, steps));
