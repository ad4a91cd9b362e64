-- The first rows of the sources in the order of (name_order, id); each source is a table expression with a condition, and
-- has the order of its rows in an index.
create function customer_search_page(sources text[], conditions text, direction text, row_limit integer) returns text
language plpgsql immutable
as $$
#variable_conflict use_column
begin
  return (
    select format('select name_order, id from (%s) p order by name_order %s, id %s limit %s',
      string_agg(format('(select c.name_order, c.id from %s%s order by c.name_order %s, c.id %s limit %s)',
        source, conditions, direction, direction, row_limit), ' union all '),
      direction, direction, row_limit)
    from unnest(sources) as source
  );
end $$;
