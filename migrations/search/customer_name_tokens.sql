-- What the GIN index holds of a name, as it is ordered and searched (name_order). Each token is led by the last eight digits
-- of the business: the tokens of a business stand together, and nobody reads through those of another. Then
--
--     w  a word
--     c  a word that a legal form was part of, without it
--     s  a word from its second, third … letter on: what begins such a piece lies within the word
--     d  the first six letters of a word less one of them, and as they are where there are more: a search's word is
--        treated alike, and the two meet although one letter is wrong, missing, doubled or swapped; five, where "ss" is
--        left out, which may have been one letter, ß
--     j  the words from the first, second … on, joined: "cocacola" finds The Coca-Cola Company
--
-- A single letter is searched at the start of words only, and so no piece is that short, unless its character is,
-- as Chinese ones are (from U+2E80 = 11904 on), next to a word itself.
create function customer_name_tokens(business_id uuid, name_order text) returns tsvector
language plpgsql immutable parallel safe cost 5000
as $$
declare
  lead constant text := right(business_id::text, 8);
  folded constant text := split_part(name_order, E'\x01', 1);
  words constant text[] := string_to_array(folded, ' ');
  core constant text[] := string_to_array(customer_name_core(folded), ' ');
  tokens text[] := '{}';
  word text;
  head text;
begin
  foreach word in array words loop
    tokens := tokens || (lead || 'w' || left(word, 16));
    for i in 2 .. length(word) - case when ascii(right(word, 1)) < 11904 then 1 else 0 end loop
      tokens := tokens || (lead || 's' || substr(word, i, 8));
    end loop;
    head := left(word, 6);
    if length(word) > 6 then tokens := tokens || (lead || 'd' || head); end if;
    for i in 1 .. case when length(word) >= 4 and not customer_search_is_dense(word) then length(head) else 0 end loop
      tokens := tokens || (lead || 'd' || left(head, i - 1) || substr(head, i + 1));
    end loop;
    if length(word) >= 6 and position('ss' in word) between 2 and 6 and not customer_search_is_dense(word) then
      tokens := tokens || (lead || 'd' || left(replace(word, 'ss', ''), 5));
    end if;
  end loop;
  foreach word in array core loop
    if word <> all (words) then tokens := tokens || (lead || 'c' || left(word, 16)); end if;
  end loop;
  for i in 1 .. least(cardinality(core) - 1, 6) loop
    tokens := tokens || (lead || 'j' || left(array_to_string(core[i:], ''), 16));
  end loop;
  return array_to_tsvector(tokens);
end $$;
