-- A word with up to one typo, or joined of several words of the name, as a query of the GIN index; at the end of a search
-- also the unfinished beginning of one.
create function customer_search_typo_clause(lead text, word text, is_last boolean) returns text
language plpgsql immutable
as $$
declare
  alike text[] := array[case when is_last then customer_search_prefix_query(lead, word)
    else quote_literal(lead || 'w' || left(word, 16)) end];
  head constant text := left(word, 6);
  shorter text;
begin
  alike := alike || quote_literal(lead || 'c' || left(word, 16));
  alike := alike || (quote_literal(lead || 'j' || left(word, 16)) || case when length(word) >= 4 then ':*' else '' end);
  if customer_search_is_dense(word) then
    alike := alike || customer_search_split_query(lead, word);
  elsif length(word) >= 4 then
    alike := alike || quote_literal(lead || 'd' || left(word, 5));  -- a letter is missing
    if length(word) > 6 then
      alike := alike || quote_literal(lead || 'd' || head);         -- the typo is further on
    end if;
    for i in 1 .. length(head) loop                                 -- one is wrong, or two are swapped
      alike := alike || (quote_literal(lead || 'd' || left(head, i - 1) || substr(head, i + 1))
        || case when is_last and length(word) = 5 then ':*' else '' end);
    end loop;
    for i in 1 .. least(length(word), 7) loop                       -- a letter too many
      shorter := left(word, i - 1) || substr(word, i + 1);
      alike := alike || quote_literal(
        lead || case when length(shorter) > 6 then 'd' || left(shorter, 6) else 'w' || shorter end);
    end loop;
    if length(word) >= 5 then
      alike := alike || quote_literal(lead || 's' || substr(word, 2, 8));  -- the first one is wrong
    end if;
  end if;
  return '(' || array_to_string(alike, '|') || ')';
end $$;
