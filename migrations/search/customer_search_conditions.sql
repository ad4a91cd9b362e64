-- The filters of a search, [[column, operator, value], …], as conditions on `c`.
create function customer_search_conditions(filters jsonb) returns text[]
language plpgsql immutable
as $$
#variable_conflict use_column
begin
  return array(
    select format('c.%I %s %L', filter ->> 0, case when filter ->> 1 in ('=', '<', '<=', '>', '>=') then filter ->> 1 end, filter ->> 2)
    from jsonb_array_elements(filters) with ordinality as f(filter, place) order by place
  );
end $$;
