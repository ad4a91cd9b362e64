-- The first rows of the sources in the order of (key, id); each source ends with a condition, and has the order of
-- its rows in an index.
create function customer_search_page(
  sources text[], key text, conditions text, direction text, row_limit integer
) returns text
language sql immutable
return (
  select format('select key, id from (%s) p order by key collate "C" %s, id %s limit %s',
    string_agg(format('(select %s as key, c.id from %s%s order by %s %s, c.id %s limit %s)',
      key, source, conditions, key, direction, direction, row_limit), ' union all '),
    direction, direction, row_limit)
  from unnest(sources) as source
);
