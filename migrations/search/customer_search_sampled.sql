-- How many names of a sample (customer_search_sample) a condition on name_order and name_search holds for.
create function customer_search_sampled(sample text[], condition text) returns integer
language plpgsql stable
as $$
declare
  holding integer;
begin
  execute format('select count(*) from (select name as name_order, name as name_search from unnest($1) as name) c where %s', condition)
    into holding using sample;
  return holding;
end $$;
