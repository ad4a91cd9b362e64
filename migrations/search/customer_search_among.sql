-- Of names that were met on a walk ($1, and their ids $2), the first for which the condition holds and that fit the filter;
-- and for how many the condition holds, of which these are the first where there is no filter.
create function customer_search_among(business uuid, condition text, filter text, row_limit integer) returns text
language plpgsql immutable
as $$
declare
  holding constant text := format('
    select name_order, id from (
      select name_order, id, '' '' || split_part(name_order, E''\x01'', 1) || '' '' as name_search
      from unnest($1, $2) as c(name_order, id)
    ) c where %s', condition);
begin
  return case when filter = ''
    then format('select array_agg(name_order), array_agg(id), count(*) from (%s limit %s) w', holding, row_limit)
    else format('
      with w as (%s)
      select array_agg(name_order), array_agg(id), (select count(*) from w)
      from (
        select name_order, id from w
        where (select true from customers c where c.business_id = %L and c.id = w.id%s) limit %s
      ) m', holding, business, filter, row_limit)
  end;
end $$;
