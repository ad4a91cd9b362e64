-- Customers of a business by the GIN index, in no order: those whose tokens the query matches and for whom the conditions
-- hold, on `c` and its name_search.
--
-- Which index is read must not depend on what the planner believes. All scans but bitmaps are off, and what remains are the
-- indexes that begin with the business, which would compute the tokens of all its names. The query is behind a SELECT, so
-- that its selectivity is a constant of the planner's (0.005). Three more that hold for every name make it expect one row.
create function customer_search_candidates(business uuid, query tsquery, conditions text, most integer)
returns table (id uuid, name_order text)
language plpgsql stable rows 200
set enable_seqscan = off
set enable_indexscan = off
set enable_indexonlyscan = off
set enable_bitmapscan = on
set work_mem = '64MB' -- the bitmaps stay exact
as $$
#variable_conflict use_column
begin
  return query execute format('
    select c.id, c.name_order from (
      select c.*, '' '' || split_part(c.name_order, E''\x01'', 1) || '' '' as name_search from customers c
      where c.business_id = $1 and customer_name_tokens(c.business_id, c.name_order) @@ (select $2)%s offset 0
    ) c where %s limit $3',
    repeat(' and customer_name_tokens(c.business_id, c.name_order) @@ (select $4)', 3), conditions)
  using business, query, most, '!''-'''::tsquery;
end $$;
