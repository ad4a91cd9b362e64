-- A word of a dense script of which one character is wrong, or where the name has more in the middle: what is before and
-- what is behind it are pieces of the name. Of a long word one half is enough: it is only compared what has it.
create function customer_search_split_query(lead text, word text) returns text
language plpgsql immutable
as $$
#variable_conflict use_column
begin
  return case
    when length(word) >= 8 then customer_search_piece_query(lead, left(word, length(word) / 2)) || '|'
      || customer_search_piece_query(lead, right(word, length(word) / 2))
    when length(word) >= 4 then (
      select string_agg('(' || concat_ws('&',
        case when before <> '' then customer_search_piece_query(lead, before) end,
        case when behind <> '' then customer_search_piece_query(lead, behind) end) || ')', '|')
      from generate_series(0, length(word) - 1) as place, generate_series(0, 1) as wrong,
        lateral (select left(word, place) as before, substr(word, place + wrong + 1) as behind) parts
      where length(before) + length(behind) >= 3 and (wrong = 1 or length(before) >= 2 and length(behind) >= 2)
    )
  end;
end $$;
