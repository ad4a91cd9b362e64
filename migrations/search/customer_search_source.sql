-- Customers of a business as a table expression that ends with a condition. The blanks at both ends of name_search make "a
-- word starts here" and "a word ends here" plain LIKE patterns.
create function customer_search_source(business uuid, condition text) returns text
language plpgsql immutable
as $$
#variable_conflict use_column
begin
  return format(
    '(select c.*, '' '' || split_part(c.name_order, E''\x01'', 1) || '' '' as name_search from customers c
      where c.business_id = %L and %s) c where true', business, condition);
end $$;
