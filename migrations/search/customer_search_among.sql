-- Of names that were met on a walk ($1, and their ids $2), the first for which the condition holds and that fit the filter;
-- and for how many the condition holds.
create function customer_search_among(business uuid, condition text, filter text, row_limit integer) returns text
language sql immutable
return format('
  with w as (
    select name_order, id, place from (
      select name_order, id, place, '' '' || split_part(name_order, E''\x01'', 1) || '' '' as name_search
      from unnest($1, $2) with ordinality as w(name_order, id, place)
    ) w where %s
  )
  select array_agg(name_order order by place), array_agg(id order by place), (select count(*) from w)
  from (select name_order, id, place from w%s order by place limit %s) m',
  condition,
  case when filter = '' then '' else
    format(' where (select true from customers c where c.business_id = %L and c.id = w.id%s)', business, filter) end,
  row_limit);
