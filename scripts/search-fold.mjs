/*
 * Writes migrations/search/customer_name_fold.sql: the table of characters is made of Unicode's own properties (as this
 * Node.js knows them) and of OpenCC's pairs of simplified and traditional characters. What it writes is committed, and
 * a database that has the function keeps it: to write it anew is a new migration, which has to make the stored names anew.
 */
import { writeFile } from 'node:fs/promises';
import japanese from 'opencc-js/dict/JPShinjitaiCharacters';
import simplified from 'opencc-js/dict/TSCharacters';

/** The first of the characters that another one stands for. */
const pairs = (dictionary) => new Map(dictionary.split('|').map((pair) => pair.split(' ')));
const traditionalOf = pairs(japanese);
const simplifiedOf = pairs(simplified);

const special = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  þ: 'th',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ħ: 'h',
  ı: 'i',
  ð: 'd',
  ς: 'σ',
  // Arabic: forms of alef, yeh, heh and kaf
  ٱ: 'ا',
  ى: 'ي',
  ی: 'ي',
  ې: 'ي',
  ے: 'ي',
  ة: 'ه',
  ہ: 'ه',
  ھ: 'ه',
  ە: 'ه',
  ک: 'ك',
  ڪ: 'ك',
  ـ: '',
  ء: '',
  // Hebrew: letters at the end of a word
  ך: 'כ',
  ם: 'מ',
  ן: 'נ',
  ף: 'פ',
  ץ: 'צ',
  // What vanishes: dots, apostrophes, geresh and gershayim
  '.': '',
  "'": '',
  '`': '',
  '’': '',
  '‘': '',
  ʼ: '',
  '׳': '',
  '״': '',
};

const small = new Map(
  [...'ぁぃぅぇぉっゃゅょゎゕゖ'].map((kana, n) => [kana, [...'あいうえおつやゆよわかけ'][n]]),
);

/** Marks that do not count, of scripts that are read without them; what does not show. */
const vanishing = [
  '0300-036f 0483-0489', // Latin, Greek and Cyrillic accents
  '0591-05bd 05bf-05bf 05c1-05c2 05c4-05c5 05c7-05c7', // points of Hebrew
  '0610-061a 064b-065f 0670-0670 06d6-06dc 06df-06e4 06e7-06e8 06ea-06ed', // vowel signs of Arabic
  '093c-093c 09bc-09bc 0a3c-0a3c', // dots of Indic letters
  '3099-309a', // voiced kana
  'fe00-fe0f e0100-e01ef', // variants of a character
].flatMap((ranges) =>
  ranges.split(' ').map((range) => range.split('-').map((point) => Number.parseInt(point, 16))),
);
const vanishes = (character) =>
  /^\p{Cf}$/u.test(character) ||
  vanishing.some(([from, to]) => character.codePointAt(0) >= from && character.codePointAt(0) <= to);
const separating = /^[\p{P}\p{Z}\p{Cc}$+<=>^|~]$/u;

/** @returns what a character that has no decomposition becomes */
function folded(character) {
  if (character in special) return special[character];
  if (vanishes(character)) return '';
  if (separating.test(character)) return ' ';
  if (/^\p{Nd}$/u.test(character)) return String(digitOf(character));
  const kana = /^[\u30a1-\u30f6]$/u.test(character)
    ? String.fromCodePoint(character.codePointAt(0) - 0x60)
    : character;
  if (small.has(kana)) return small.get(kana);
  if (kana !== character) return kana;
  const han = traditionalOf.get(character) ?? character;
  if (han !== character || simplifiedOf.has(han)) return simplifiedOf.get(han) ?? han;
  const lower = character.toLowerCase();
  return lower === character ? character : [...lower.normalize('NFKD')].map(folded).join('');
}

/** Of the runs of ten that the digits of a script are. */
function digitOf(character) {
  let run = 0;
  for (let point = character.codePointAt(0); /^\p{Nd}$/u.test(String.fromCodePoint(point - 1)); point -= 1)
    run += 1;
  return run % 10;
}

const entries = [];
for (let point = 1; point <= 0x10ffff; point += 1) {
  if (point >= 0xd800 && point <= 0xdfff) continue;
  const character = String.fromCodePoint(point);
  if (character.normalize('NFKD') !== character) continue;
  const to = folded(character);
  if (to !== character) entries.push(`${JSON.stringify(character)}:${JSON.stringify(to)}`);
}

const lines = [];
let line = '';
for (const entry of entries) {
  // Control characters and quotes are written as JSON and SQL want them.
  const text = entry.replaceAll("'", "''").replaceAll(/[\p{C}\p{Z}\p{M}]/gu, (c) =>
    c === ' '
      ? c
      : c
          .split('')
          .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
          .join(''),
  );
  if (line.length + text.length > 110) {
    lines.push(line);
    line = '';
  }
  line += `${text},`;
}
lines.push(line.slice(0, -1));

await writeFile(
  new URL('../migrations/search/customer_name_fold.sql', import.meta.url),
  String.raw`-- What of a name is compared, by the search and by the order of names: no case, accents, width, points or vowel signs
-- that are left out in writing; one form of kana, of Han characters and of Arabic letters; one blank between words.
-- Dots and apostrophes vanish (O'Brien, J.P.), and so does what stands between initials (H&M); all other punctuation
-- separates words. Hence no word holds a character that LIKE or a tsquery would interpret; letters and digits of every
-- script and emoji stay.
--
-- PostgreSQL's own tables take characters apart and put them together again: Unicode never changes what it has assigned.
-- All else is in the table below, so that no ICU or locale of an operating system has a say in it: the characters that
-- come to something else, written by scripts/search-fold.mjs. Most names need no table: they are ASCII, or are once
-- their accents (U+0300-U+036F) are gone.
create function customer_name_fold(name text) returns text
language plpgsql immutable parallel safe
as $$
declare
  plain text := name;
begin
  if plain ~ '[&+]' then
    plain := regexp_replace(plain, '(?<![A-Za-z0-9\u0080-\U0010ffff])([A-Za-z0-9]) ?[&+] ?'
      '(?=[A-Za-z0-9](?:$|[^A-Za-z0-9\u0080-\U0010ffff]))', '\1', 'g');
    plain := regexp_replace(plain, '(?<![A-Za-z0-9\u0080-\U0010ffff])([A-Za-z0-9]{1,2})[&+]'
      '(?=[A-Za-z0-9]{1,2}(?:$|[^A-Za-z0-9\u0080-\U0010ffff]))', '\1', 'g');
  end if;
  if octet_length(plain) <> length(plain) then
    plain := regexp_replace(normalize(plain, NFKD), '[\u0300-\u036f]', '', 'g');
  end if;
  if octet_length(plain) = length(plain) then
    return btrim(left(regexp_replace(translate(lower(plain collate "C"), '.''${'`'}', ''), '[^a-z0-9]+', ' ', 'g'), 255), ' ');
  end if;
  return btrim(left(btrim(regexp_replace(normalize((
    select string_agg(coalesce('{
${lines.join('\n')}
}'::jsonb ->> character, character), '' order by place)
    -- The quotes of Hebrew abbreviations are within a word.
    from string_to_table(regexp_replace(plain, '([א-ת])"(?=[א-ת])', '\1', 'g'), null) with ordinality as c(character, place)
  ), NFC), ' +', ' ', 'g'), ' '), 255), ' ');
end $$;
`,
);
