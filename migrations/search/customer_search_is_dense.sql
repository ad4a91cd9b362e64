-- Whether a word is of a script that is written without blanks, or whose characters are syllables: Thai, Lao, Burmese,
-- Khmer, Chinese, Japanese, Korean. So few of its characters are what a word is elsewhere.
create function customer_search_is_dense(word text) returns boolean
language sql immutable
return ascii(word) >= 11904 or ascii(word) between 3585 and 3807 or ascii(word) between 4096 and 4255
  or ascii(word) between 6016 and 6143;
