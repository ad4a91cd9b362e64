import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { array, assert, asyncProperty, constantFrom, oneof, string } from 'fast-check';
import type { ApiClient } from '../support/api-client.js';
import { customerRow, insertCustomerRows } from '../support/customer-rows.js';
import { type SharedService, shareService } from '../support/shared-service.js';
import { anyCharacter } from '../support/any-character.js';

type Query = Readonly<Record<string, string | number | boolean>>;

const names = [
  'ACME',
  'Acme Corp',
  'Acme Corporation',
  'Acme Inc',
  'Corp of Acme',
  'The Acme Group',
  'Pacmen Ltd',
  'Café Rouge',
  'Cafe Noir',
  'Müller GmbH',
  'Muller & Co',
  'Łódź Søren Straße',
  "O'Brien",
  'AT&T',
  'Coca-Cola',
  'Facebook',
  'John Smith',
  'Smith, John',
  'Jon Smyth',
  'Johnny Smithers',
  'Microsoft',
  '東京日本商事',
  '日本銀行',
  'Привет Мир',
  'שלום עולם',
  '김 전자',
  '😀 Emoji Ltd',
  'Anna',
  'Banana',
  'C++',
  'C#',
  '100% Pure_Gold \\o/',
  '!!!',
  'Wow!!!',
  "a'b&c|d!e(f):g*h<i>j",
  'Zebra Marketing Holding',
  'Pan Telecommunications',
];

describe('GET /customers?search=', () => {
  let service: SharedService;
  let api: ApiClient;

  beforeAll(async () => {
    service = await shareService();
    api = await service.business();
    const rows = names.map((name, n) => customerRow(Date.UTC(2026, 0, 1) + n, { name }));
    await insertCustomerRows(service.database, api.businessId, rows);
  });
  afterAll(() => service.release());

  const list = (query: Query, client = api) =>
    client.get(
      `/customers?${new URLSearchParams(Object.entries(query).map(([k, v]) => [k, String(v)])).toString()}`,
    );

  const namesOf = async (query: Query, client = api): Promise<string[]> => {
    const { status, body } = await list({ limit: 1_000, ...query }, client);
    expect({ query, status }).toEqual({ query, status: 200 });
    return (body['items'] as { name: string }[]).map(({ name }) => name);
  };

  const found = (search: string, client = api) => namesOf({ search }, client);

  it.each([
    // Equal, then as a prefix, then as a word, then as part of a word; alphabetically.
    ['acme', ['ACME', 'Acme Corp', 'Acme Corporation', 'Acme Inc', 'Corp of Acme', 'The Acme Group']],
    ['Acme Corp', ['Acme Corp', 'Acme Corporation', 'Corp of Acme']],
    ['corp acme', ['Acme Corp', 'Corp of Acme', 'Acme Corporation']],
    ['Acmee Corp', ['Acme Corp', 'Corp of Acme', 'Acme Corporation']],
    ['smith john', ['Smith, John', 'John Smith', 'Johnny Smithers', 'Jon Smyth']],
    ['jo smi', ['John Smith', 'Johnny Smithers', 'Smith, John']],
  ])('orders what %s finds by how well it matches', async (search, expected) => {
    expect((await found(search)).slice(0, expected.length)).toEqual(expected);
  });

  it.each([
    ['a word misspelt by a wrong letter', 'micrasoft', ['Microsoft']],
    ['by swapped letters', 'micorsoft', ['Microsoft']],
    ['by a missing letter', 'mirosoft', ['Microsoft']],
    ['by an ß that is missing', 'lodz soren strae', ['Łódź Søren Straße']],
    ['by a letter too many', 'miccrosoft', ['Microsoft']],
    ['by its first letter', 'nicrosoft', ['Microsoft']],
    ['by letters at the end of a long one', 'telecommunicatiosn', ['Pan Telecommunications']],
    ['two misspelt words', 'jhon smtih', ['John Smith', 'Smith, John']],
    [
      'a word that is not there among three that are',
      'zebra marketing global holding',
      ['Zebra Marketing Holding'],
    ],
    ['an initial that the name lacks', 'john q smith', ['John Smith', 'Smith, John']],
    ['another legal form', 'microsoft gmbh', ['Microsoft']],
    ['part of a word', 'cme', ['ACME', 'Acme Corp', 'Corp of Acme', 'Pacmen Ltd']],
    ['words written apart', 'face book', ['Facebook']],
    ['words written together', 'cocacola', ['Coca-Cola']],
    ['no accents', 'cafe', ['Café Rouge', 'Cafe Noir']],
    ['accents', 'Cáfé', ['Café Rouge', 'Cafe Noir']],
    ['an accent that the name lacks', 'Müller', ['Müller GmbH', 'Muller & Co']],
    ['plain letters for special ones', 'lodz soren strasse', ['Łódź Søren Straße']],
    ['a combining accent', 'Mu\u0308ller', ['Müller GmbH', 'Muller & Co']],
    ['full-width letters', 'ＡＣＭＥ', ['ACME', 'Acme Corp']],
    ['no apostrophe', 'obrien', ["O'Brien"]],
    ['no punctuation', 'att', ['AT&T']],
    ['one letter', 'z', ['Zebra Marketing Holding']],
    ['two letters', 'mi', ['Microsoft']],
    ['two letters within a word', 'an', ['Anna', 'Banana']],
    ['one Chinese character', '本', ['日本銀行', '東京日本商事']],
    ['two of them', '日本', ['日本銀行', '東京日本商事']],
    ['Cyrillic in another case', 'ПРИВЕТ', ['Привет Мир']],
    ['Hebrew', 'עולם', ['שלום עולם']],
    ['Hangul', '전자', ['김 전자']],
    ['an emoji', '😀', ['😀 Emoji Ltd']],
    ['a name of punctuation', '!!!', ['!!!', 'Wow!!!']],
    ['letters and punctuation', 'c++', ['C++', 'C#']],
  ])('finds %s: %s', async (_, search, expected) => {
    expect(await found(search)).toEqual(expect.arrayContaining(expected));
  });

  describe('as people write names', () => {
    let written: ApiClient;

    const asWritten = [
      '株式会社ホンダ',
      '주식회사 한빛건설',
      'บริษัท สยามพัฒนา จำกัด (มหาชน)',
      '深圳市腾讯计算机系统有限公司',
      '招商银行股份有限公司北京分行',
      'The Coca-Cola Company',
      'Hotel Rolls-Royce',
      'Phở Hà Nội',
      'شركة الأندلس للتجارة ٢٠',
      'ירושלים הנדסה בע״מ',
      'H&M',
      'Sony Service',
      'コンサル東京',
      '華為技術',
    ];

    beforeAll(async () => {
      written = await service.business();
      const rows = asWritten.map((name, n) => customerRow(Date.UTC(2026, 0, 1) + n, { name }));
      await insertCustomerRows(service.database, written.businessId, rows);
    });

    it.each([
      ['a legal form as a sign', '㈱ホンダ', '株式会社ホンダ'],
      ['in brackets', '(株)ホンダ', '株式会社ホンダ'],
      ['at the other end', 'ホンダ株式会社', '株式会社ホンダ'],
      ['left out', 'ホンダ', '株式会社ホンダ'],
      ['Korean ones', '㈜한빛건설', '주식회사 한빛건설'],
      ['in brackets at the end', '한빛건설(주)', '주식회사 한빛건설'],
      ['Thai ones', 'บจก. สยามพัฒนา', 'บริษัท สยามพัฒนา จำกัด (มหาชน)'],
      ['Chinese ones', '深圳市腾讯计算机系统股份有限公司', '深圳市腾讯计算机系统有限公司'],
      ['one in the middle that is left out', '招商银行北京分行', '招商银行股份有限公司北京分行'],
      ['pieces without the characters between them', '深圳腾讯', '深圳市腾讯计算机系统有限公司'],
      ['one character that is wrong', '深圳市腾迅计算机系统', '深圳市腾讯计算机系统有限公司'],
      ['words joined after the first', 'cocacola', 'The Coca-Cola Company'],
      ['words joined at the end', 'rollsroyce', 'Hotel Rolls-Royce'],
      ['words joined, without accents', 'hanoi', 'Phở Hà Nội'],
      ['other forms of Arabic letters', 'الاندلس للتجاره 20', 'شركة الأندلس للتجارة ٢٠'],
      ['Arabic vowel signs and tatweel', 'الأَنـدَلُس', 'شركة الأندلس للتجارة ٢٠'],
      ['Hebrew points', 'יְרוּשָׁלַיִם', 'ירושלים הנדסה בע״מ'],
      ['Hebrew quotes as they are typed', 'ירושלים בע"מ', 'ירושלים הנדסה בע״מ'],
      ['initials', 'hm', 'H&M'],
      ['initials with a sign between them', 'h & m', 'H&M'],
      ['a wrong first letter of a word of four', 'dony', 'Sony Service'],
      ['hiragana for katakana', 'こんさる', 'コンサル東京'],
      ['half-width katakana', 'ｺﾝｻﾙ', 'コンサル東京'],
      ['simplified characters', '华为技术', '華為技術'],
    ])('finds %s: %s', async (_, search, expected) => {
      expect(await found(search, written)).toContain(expected);
    });
  });

  it.each(['zyx', 'acme zyxorius', 'banking'])('does not find %s', async (search) => {
    expect(await found(search)).toEqual([]);
  });

  it.each([' ', '   \t\n', '\u00a0\u3000\u2003'])('finds nothing for %j, which is blank', async (search) => {
    const { status, body } = await list({ search, include_total_count: true });
    expect({ status, body }).toMatchObject({
      status: 200,
      body: { items: [], total: 0, has_next: false, has_prev: false, next_cursor: null, prev_cursor: null },
    });
  });

  it('takes the last word for unfinished, until a newer customer has it as a whole word', async () => {
    const one = await service.business();
    const add = (name: string) => one.post('/customers', { name, email: 'a@example.com' });
    await add('Marta Goldsmith');
    expect(await found('Maria Gold', one)).toEqual(['Marta Goldsmith']);
    await add('Peter Gold');
    expect(await found('Maria Gold', one)).toEqual([]);
    expect(await found('Maria Goldsmith', one)).toEqual(['Marta Goldsmith']);
  });

  it('ignores descending: there is no worst match first', async () => {
    expect(await namesOf({ search: 'acme', descending: false })).toEqual(await found('acme'));
  });

  it.each([
    ['', 'string_too_short'],
    ['x'.repeat(201), 'string_too_long'],
  ])('rejects a search of another length than 1 to 200 characters (%#)', async (search, type) => {
    const { status, body } = await list({ search });
    expect({ status, body }).toMatchObject({
      status: 422,
      body: { detail: [{ type, loc: ['query', 'search'] }] },
    });
  });

  it('finds a customer by its new name, and no longer by the old one', async () => {
    const { body } = await api.post('/customers', { name: 'Wolfram Stahlbau', email: 'w@example.com' });
    expect(await found('wolfram')).toEqual(['Wolfram Stahlbau']);
    await api.put(`/customers/${String(body['id'])}`, { name: 'Krupinski Metallwerk' });
    expect(await found('krupinksi')).toEqual(['Krupinski Metallwerk']);
    expect(await found('wolfram')).toEqual([]);
  });

  it('finds a deleted customer only among the deleted, and again once it is restored', async () => {
    const { body } = await api.post('/customers', {
      name: 'Ferdinand Quastenflosser',
      email: 'q@example.com',
    });
    await api.delete(`/customers/${String(body['id'])}`);
    for (const search of ['ferdinand quastenflosser', 'quasten', 'flosser', 'ferdinant']) {
      expect(await found(search)).toEqual([]);
      expect(await namesOf({ search, include_deleted: true })).toEqual(['Ferdinand Quastenflosser']);
    }
    await api.post(`/customers/${String(body['id'])}/restore`);
    expect(await found('quasten')).toEqual(['Ferdinand Quastenflosser']);
  });

  it('answers with whole customers', async () => {
    const { body: created } = await api.post('/customers', {
      name: 'Whole Xylophone',
      email: 'x@example.com',
    });
    await api.post(`/customers/${String(created['id'])}/contacts`, { name: 'Grace Hopper' });
    const { body: customer } = await api.get(`/customers/${String(created['id'])}`);
    const { body } = await list({ search: 'xylophone' });
    expect(body['items']).toStrictEqual([customer]);
    expect(customer['contacts']).toHaveLength(1);
  });

  it('takes wildcards, operators and quotes for text', async () => {
    const signs = string({ unit: constantFrom(..."%_\\'&|!():*<>+#/"), minLength: 1, maxLength: 5 });
    await assert(
      asyncProperty(signs, async (search) => {
        const containing = names.filter((name) => name.includes(search));
        expect(new Set(await found(search))).toEqual(new Set(containing));
      }),
      { numRuns: 60, examples: [['%'], ['_'], ['\\'], ["'"], ['&'], [':*'], ['!!!'], ['%_%']] },
    );
  });

  it('answers any text, and finds a customer by its own name whatever that is', async () => {
    const business = await service.business();
    const text = oneof(
      string({ unit: anyCharacter, minLength: 1, maxLength: 200 }),
      string({ unit: constantFrom(..."a b%_\\'&|!():*<>-.,\u0301\u200b😀ßİﷺ日é"), maxLength: 200 }),
      constantFrom(' ', '\u0301', '\u0301'.repeat(200), '😀'.repeat(200), 'ﷺ'.repeat(200), '"', '$$', '%L'),
    );
    await assert(
      asyncProperty(text, async (search) => {
        const created = await business.post('/customers', { name: search, email: 'any@example.com' });
        const { status, body } = await list({ search, limit: 1_000 }, business);
        const isSearchable = [...search].length <= 200 && search !== '' && !search.includes('\0');
        expect(status).toBe(isSearchable ? 200 : 422);
        const isFound = (body['items'] as { id: string }[] | undefined)?.some(
          ({ id }) => id === created.body['id'],
        );
        expect({ search, isFound }).toEqual({
          search,
          isFound: isSearchable ? created.status === 201 : undefined,
        });
      }),
      { numRuns: 80 },
    );
  });

  it('folds ASCII names as it folds all others', async () => {
    const ascii = string({ unit: 'binary-ascii', maxLength: 60 }).map((text) => text.replaceAll('\0', ' '));
    await assert(
      asyncProperty(array(ascii, { minLength: 50, maxLength: 50 }), async (texts) => {
        // A name with the letter ō takes the way of those that are not ASCII, and ends with an o.
        const folded = await service.database.sql<{ short: string; long: string }>(
          `select customer_name_fold(t || ' ooo') as short, customer_name_fold(t || ' ooō') as long
           from unnest($1::text[]) as t`,
          [texts],
        );
        for (const { short, long } of folded) expect(short).toBe(long);
      }),
      { numRuns: 20 },
    );
  });
});
