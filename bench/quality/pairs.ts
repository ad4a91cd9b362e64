import {
  chineseCities,
  hanPairs,
  initialNames,
  joinedNames,
  type Language,
  type LanguageName,
  languages,
  shortWords,
} from './names.js';

/** A name that is stored, and a search that has to find it. */
export interface Pair {
  readonly kind: string;
  readonly language: string;
  readonly name: string;
  readonly search: string;
}

const names = ({ stems, trades }: Language) =>
  stems.flatMap((stem) => trades.map((trade) => ({ stem, trade })));

/** The n-th of the values, around and around. */
function at<Value>(values: readonly Value[], n: number): Value {
  const value = values[n % values.length];
  if (value === undefined) throw new Error('There is nothing to choose from');
  return value;
}

const characters = (text: string) => [...text];

/** The first two letters behind the `from`-th that differ, the other way round. */
function swapped(word: string, from: number): string {
  const letters = characters(word);
  const place = letters.findIndex(
    (letter, n) => n >= from && letters[n + 1] !== undefined && letter !== letters[n + 1],
  );
  if (place < 0) return word;
  return [...letters.slice(0, place), letters[place + 1], letters[place], ...letters.slice(place + 2)].join(
    '',
  );
}

const without = (word: string, place: number) => characters(word).toSpliced(place, 1).join('');
const replaced = (word: string, place: number, by: string) =>
  characters(word).toSpliced(place, 1, by).join('');
const unaccented = (text: string) => text.normalize('NFD').replaceAll(/\p{Mn}/gu, '');

const spaced: readonly LanguageName[] = [
  'English',
  'German',
  'French',
  'Spanish',
  'Portuguese',
  'Polish',
  'Turkish',
  'Vietnamese',
  'Russian',
  'Greek',
  'Hebrew',
  'Arabic',
  'Hindi',
];

/** The ways in which every language with words is written: in another case, in part, in another order, misspelt. */
function* spacedPairs(language: LanguageName): Generator<Pair> {
  const { forms } = languages[language];
  for (const [n, { stem, trade }] of names(languages[language]).entries()) {
    const name = `${stem} ${trade} ${at<string>(forms, n)}`;
    const pair = (kind: string, search: string): Pair => ({ kind, language, name, search });
    yield pair('in capitals', `${stem} ${trade}`.toUpperCase());
    yield pair('in another order', `${trade} ${stem}`);
    yield pair('unfinished', `${stem} ${characters(trade).slice(0, 3).join('')}`);
    yield pair('two letters swapped', `${swapped(stem, 2)} ${trade}`);
    if (characters(stem).length >= 5) yield pair('a letter missing', `${without(stem, 3)} ${trade}`);
    if (language !== 'Hindi') yield pair('without accents', unaccented(stem));
  }
}

function* japanesePairs(): Generator<Pair> {
  const language = 'Japanese';
  for (const [n, { stem, trade }] of names(languages.Japanese).entries()) {
    const own = `${stem}${trade}`;
    const name = at([`株式会社${own}`, `${own}株式会社`, `㈱${own}`, `(株)${own}`, `${own}（株）`], n);
    const pair = (kind: string, search: string): Pair => ({ kind, language, name, search });
    yield pair(
      'legal form otherwise',
      at([`${own}㈱`, `(株)${own}`, `株式会社${own}`, `${own}株式会社`], n + 1),
    );
    yield pair('legal form left out', own);
    yield pair('a piece left out', `${stem}${characters(trade).slice(-2).join('')}`);
    yield pair('a wrong character', replaced(own, Math.floor(characters(own).length / 2), '々'));
    if (/[\u30a1-\u30f6]/.test(own)) {
      const hiragana = own.replaceAll(/[\u30a1-\u30f6]/g, (kana) =>
        String.fromCharCode(kana.charCodeAt(0) - 0x60),
      );
      yield pair('hiragana for katakana', hiragana);
    }
  }
}

function* koreanPairs(): Generator<Pair> {
  const language = 'Korean';
  for (const [n, { stem, trade }] of names(languages.Korean).entries()) {
    const own = `${stem}${trade}`;
    const name = at(
      [`주식회사 ${own}`, `(주)${own}`, `㈜${own}`, `${own}(주)`, `${own} 주식회사`, `${own}주식회사`],
      n,
    );
    const pair = (kind: string, search: string): Pair => ({ kind, language, name, search });
    yield pair(
      'legal form otherwise',
      at([`㈜${own}`, `${own} 주식회사`, `(주) ${own}`, `주식회사${own}`], n + 1),
    );
    yield pair('legal form left out', own);
    yield pair('a wrong character', replaced(own, Math.floor(characters(own).length / 2), '뷁'));
  }
}

function* thaiPairs(): Generator<Pair> {
  const language = 'Thai';
  for (const [n, { stem, trade }] of names(languages.Thai).entries()) {
    const own = `${stem}${trade}`;
    const name = at([`บริษัท ${own} จำกัด`, `บจก. ${own}`, `บริษัท ${own} จำกัด (มหาชน)`, `บริษัท${own}จำกัด`], n);
    const pair = (kind: string, search: string): Pair => ({ kind, language, name, search });
    yield pair('legal form otherwise', at([`บจก.${own}`, `บริษัท ${own} จำกัด`, `${own} จำกัด`], n));
    yield pair('legal form left out', own);
    const letters = characters(own);
    yield pair('a piece left out', [...letters.slice(0, 5), ...letters.slice(9)].join(''));
    yield pair('a wrong character', replaced(own, Math.floor(letters.length / 2), 'ฬ'));
  }
}

function* chinesePairs(): Generator<Pair> {
  const language = 'Chinese';
  for (const [n, { stem, trade }] of names(languages.Chinese).entries()) {
    const city = at(chineseCities, n);
    const own = `${city}${stem}${trade}`;
    const name = `${own}${at<string>(languages.Chinese.forms, n)}`;
    const pair = (kind: string, search: string): Pair => ({ kind, language, name, search });
    yield pair('legal form otherwise', `${own}${at<string>(languages.Chinese.forms, n + 1)}`);
    yield pair('legal form left out', own);
    yield pair('a piece left out', `${city.slice(0, 2)}${stem}`);
    yield pair('a piece left out', `${stem}${trade.slice(-2)}`);
    yield pair('a wrong character', replaced(own, 5, '龘'));
    const branch = `${stem}银行股份有限公司${city.slice(0, 2)}分行`;
    yield { kind: 'legal form left out', language, name: branch, search: branch.replace('股份有限公司', '') };
  }
  for (const [n, both] of hanPairs.entries()) {
    const [simplified = '', traditional = ''] = both.split(' ');
    const [name, search] = n % 2 === 0 ? [simplified, traditional] : [traditional, simplified];
    yield {
      kind: 'simplified and traditional',
      language,
      name: `${name}中心${n}`,
      search: `${search}中心${n}`,
    };
  }
}

function* arabicPairs(): Generator<Pair> {
  const forms: readonly (readonly [RegExp, string])[] = [
    [/[أإآ]/g, 'ا'],
    [/ة/g, 'ه'],
    [/ي/g, 'ى'],
    [/ي/g, 'ی'],
    [/ك/g, 'ک'],
    [/ل/, 'لـــ'],
    [/ر/g, 'رَ'],
    [/م/g, 'مُّ'],
  ];
  for (const { stem, trade } of names(languages.Arabic)) {
    const name = `شركة ${stem} ${trade}`;
    for (const [letter, by] of forms) {
      const search = `${stem} ${trade}`.replace(letter, by);
      if (search !== `${stem} ${trade}`) yield { kind: 'forms of letters', language: 'Arabic', name, search };
    }
  }
  for (const [n, digits] of ['٢٠', '١٢٣', '٤٥٦', '۷۸۹', '۱۰۱', '٣٦٥'].entries()) {
    const latin = characters(digits)
      .map((digit) => String((digit.codePointAt(0) ?? 0) & 0xf))
      .join('');
    yield {
      kind: 'forms of letters',
      language: 'Arabic',
      name: `محل ${digits} للسفر ${n}`,
      search: `محل ${latin}`,
    };
  }
}

function* hebrewPairs(): Generator<Pair> {
  for (const { stem, trade } of names(languages.Hebrew)) {
    const name = `${stem} ${trade}`;
    yield { kind: 'with points', language: 'Hebrew', name, search: name.replaceAll(/[א-ת]/g, '$&\u05b8') };
  }
}

function* listedPairs(): Generator<Pair> {
  for (const both of joinedNames) {
    const [name = '', search = ''] = both.split('|');
    yield { kind: 'words joined', language: 'any', name, search };
  }
  for (const both of initialNames) {
    const [name = '', search = ''] = both.split('|');
    yield { kind: 'initials joined', language: 'any', name, search };
  }
  for (const both of shortWords) {
    const [word = '', misspelt = ''] = both.split(' ');
    for (const trade of ['Motors', 'Service', 'Handel']) {
      const pair = { kind: 'first letter wrong', language: 'any', name: `${word} ${trade} ` };
      yield { ...pair, name: `${word} ${trade}`, search: misspelt };
      yield { ...pair, name: `${word} ${trade}`, search: `${misspelt} ${trade}` };
    }
  }
}

export function allPairs(): Pair[] {
  return [
    ...spaced.flatMap((language) => [...spacedPairs(language)]),
    ...japanesePairs(),
    ...koreanPairs(),
    ...thaiPairs(),
    ...chinesePairs(),
    ...arabicPairs(),
    ...hebrewPairs(),
    ...listedPairs(),
  ];
}
