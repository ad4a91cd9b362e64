-- Those that tell a name from another: short ones and legal forms need not be in what a misspelt search finds.
create function customer_search_significant_words(words text[]) returns text[]
language sql immutable
return array(
  select word
  from unnest(words) with ordinality as w(word, place)
  where (length(word) > 2 or ascii(word) >= 11904) and word <> all (
    '{inc,llc,ltd,limited,corp,corporation,company,gmbh,plc,sarl,srl,spa,pty,llp,bros,the,and}'::text[]
  )
  order by place
);
