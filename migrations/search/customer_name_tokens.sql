-- What the GIN index holds of a folded name, each token led by the last two digits of the business: with no lead a
-- business would read everybody's lists, with a longer one each would have a dictionary of its own. Then
--
--     w  a word
--     s  a word from its second, third … letter on: what begins such a piece lies within the word
--     d  the first six letters of a word less one of them, and as they are where there are more: a search's word is
--        treated alike, and the two meet although one letter is wrong, missing, doubled or swapped
--     j  all words joined: "cocacola" finds Coca-Cola
--
-- A single letter is searched at the start of words only, and so no piece is that short, unless its character is,
-- as Chinese ones are (from U+2E80 = 11904 on), next to a word itself.
create function customer_name_tokens(business_id uuid, folded text) returns tsvector
language plpgsql immutable parallel safe cost 2000
as $$
declare
  bucket constant text := right(business_id::text, 2);
  tokens text[] := '{}';
  word text;
  head text;
  size integer;
begin
  foreach word in array string_to_array(btrim(folded, ' '), ' ') loop
    size := length(word);
    tokens := array_append(tokens, bucket || 'w' || left(word, 16));
    for i in 2 .. case when ascii(right(word, 1)) < 11904 then size - 1 else size end loop
      tokens := array_append(tokens, bucket || 's' || substr(word, i, 8));
    end loop;
    if size >= 4 then
      head := left(word, 6);
      for i in 2 .. length(head) loop
        tokens := array_append(tokens, bucket || 'd' || left(head, i - 1) || substr(head, i + 1));
      end loop;
      if size > 6 then tokens := array_append(tokens, bucket || 'd' || head); end if;
    end if;
  end loop;
  if folded like ' %_ _% ' then
    tokens := array_append(tokens, bucket || 'j' || left(replace(folded, ' ', ''), 16));
  end if;
  return array_to_tsvector(tokens);
end $$;
