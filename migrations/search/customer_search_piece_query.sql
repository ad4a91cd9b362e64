-- That a piece is somewhere in a word of the name, as a query of the GIN index, which holds eight letters of a piece.
create function customer_search_piece_query(lead text, piece text) returns text
language plpgsql immutable
as $$
#variable_conflict use_column
begin
  return format('(%L:*|%L%s)', lead || 'w' || left(piece, 16), lead || 's' || left(piece, 8),
    case when length(piece) < 8 then ':*' end);
end $$;
