/** A request that is as much work as its bytes can be. */
export interface Input {
  readonly name: string;
  readonly method?: 'GET' | 'POST';
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Of a body, less than the mebibyte beyond which it is not read. */
const room = 1_048_000;
/** Of the line and the headers of a request, less than the 16 KiB beyond which they are not read. */
const headRoom = 15_000;

const filled = (piece: string, bytes = room) => piece.repeat(Math.floor(bytes / Buffer.byteLength(piece)));
const known = '"name":"Acme","email":"billing@acme.example.com"';

const unknownKeys = Array.from({ length: 80_000 }, (_, index) => `"key${index}":1`).join(',');

const bodies: readonly Input[] = [
  { name: 'an ordinary create', body: `{${known}}` },
  { name: '80,000 unknown keys, the known ones missing', body: `{${unknownKeys}}` },
  { name: '80,000 unknown keys beside the known ones', body: `{${unknownKeys},${known}}` },
  {
    name: '80,000 unknown keys, handling=strict',
    body: `{${unknownKeys},${known}}`,
    headers: { prefer: 'handling=strict' },
  },
  { name: 'one key, 75,000 times', body: `{${filled('"name":"Acme",')}${known}}` },
  { name: 'lists in lists', body: filled('[') },
  { name: 'lists in lists, closed', body: filled('[', room / 2) + filled(']', room / 2) },
  { name: 'objects in objects', body: filled('{"a":') },
  {
    name: 'lists in lists in a field',
    body: `{${known},"notes":${filled('[', room / 2)}${filled(']', room / 2)}}`,
  },
  { name: 'objects in an unknown field', body: `{${known},"x":[${filled('{},')}{}]}` },
  { name: 'white space', body: `{${filled(' ')}${known}}` },
  { name: 'a million digits', body: `{${known},"credit_limit_cents":${filled('9')}}` },
  { name: 'a million digits of a fraction', body: `{${known},"credit_limit_cents":1.${filled('0')}}` },
  { name: 'a million digits of an exponent', body: `{${known},"credit_limit_cents":1e${filled('9')}}` },
  { name: 'a million digits in an unknown field', body: `{${known},"x":${filled('9')}}` },
  { name: 'digits as a text', body: `{${known},"credit_limit_cents":"${filled('9')}"}` },
  { name: 'a number that ends in nothing', body: `{${known},"credit_limit_cents":${filled('9')}x}` },
  { name: 'a text that never ends', body: `{${known},"notes":"${filled('a')}` },
];

const texts: Readonly<Record<string, string>> = {
  letters: filled('a'),
  blanks: filled(' '),
  'blanks around a letter': `${filled(' ', room / 2)}a${filled(' ', room / 2)}`,
  escapes: filled('\\u0041'),
  'marks to see nothing': filled('\u200b'),
  emoji: filled('😀'),
};
const fields =
  'name email address phone tax_id website notes credit_limit_cents default_payment_term_id status category invoice_footer'.split(
    ' ',
  );
const inEachField: readonly Input[] = fields.flatMap((field) =>
  Object.entries(texts).map(([name, text]) => ({
    name: `${field}: 1 MiB of ${name}`,
    body: `{"name":"Acme","email":"a@example.com","${field}":"${text}"}`,
  })),
);

const addresses: readonly Input[] = Object.entries({
  '@': filled('@'),
  '<': filled('<'),
  'a display name': `${filled('a ')} <a@example.com>`,
  'a quoted local part': `\\"${filled('a')}\\"@example.com`,
  labels: `a@${filled('a.')}com`,
  'labels in Greek': `a@${filled('α.')}com`,
  'a combining mark': `${filled('a\u0301')}@example.com`,
  'a label of xn--': `a@xn--${filled('a')}.com`,
  'an address of digits': `a@[${filled('1.')}]`,
}).map(([name, text]) => ({ name: `email: 1 MiB of ${name}`, body: `{"name":"Acme","email":"${text}"}` }));

const token = '"name":"T","owner_email":"a@example.com"';
const lists: readonly Input[] = [
  {
    name: '240,000 scopes',
    path: '/tokens',
    body: `{${token},"business_ids":[],"scopes":[${filled('"a",')}"a"]}`,
  },
  {
    name: '260,000 scopes that are no texts',
    path: '/tokens',
    body: `{${token},"business_ids":[],"scopes":[${filled('1,')}1]}`,
  },
  {
    name: '26,000 businesses',
    path: '/tokens',
    body: `{${token},"scopes":[],"business_ids":[${filled('"019ab0f7-6c1e-7b52-9d43-5f0e8c2a1b91",')}"x"]}`,
  },
  {
    name: 'a scope of 1 MiB',
    path: '/tokens',
    body: `{${token},"business_ids":[],"scopes":["${filled('a')}"]}`,
  },
  { name: 'a URL of 1 MiB', path: '/webhooks', body: `{"url":"https://${filled('a')}"}` },
  {
    name: 'a percentage of a million digits',
    path: '/payment-terms',
    body: `{"name":"T","days_until_due":30,"discount_percent":${filled('9')}}`,
  },
  {
    name: 'a percentage of a million digits as a text',
    path: '/payment-terms',
    body: `{"name":"T","days_until_due":30,"discount_percent":"${filled('9')}"}`,
  },
];

const get = (name: string, path: string, headers: Record<string, string> = {}): Input => ({
  name,
  method: 'GET',
  path,
  headers,
});
const heads: readonly Input[] = [
  get('a query of 7,000 parameters', `/customers?${filled('a&', headRoom)}`),
  get('a query of one parameter, 1,800 times', `/customers?${filled('limit=1&', headRoom)}`),
  get('a query of escapes', `/customers?search=${filled('%C3%A4', headRoom)}`),
  get('a query of broken escapes', `/customers?search=${filled('%', headRoom)}`),
  get('a search of 200 characters', `/customers?search=${'abcdefghi%20'.repeat(20)}`),
  get('a search of one letter, 200 times', `/customers?search=${'a'.repeat(200)}`),
  get('a cursor of 4 KiB', `/customers?cursor=${'a'.repeat(4_096)}.${'a'.repeat(22)}`),
  get('a path of 15 KiB', `/customers/${filled('a', headRoom)}`),
  get('a path of 7,500 slashes', `/${filled('a/', headRoom)}`),
  get('an x-user-email of 15 KiB', '/customers?limit=1', { 'x-user-email': filled('@', headRoom) }),
  get('an If-None-Match of 3,700 ETags', '/customers?limit=1', { 'if-none-match': filled('"a",', headRoom) }),
  get('a Prefer of 7,500 parts', '/customers?limit=1', { prefer: filled('a,', headRoom) }),
  get('an Accept of 15 KiB', '/customers?limit=1', { accept: filled('a/b,', headRoom) }),
  get('a token of 15 KiB', '/customers?limit=1', { authorization: `Bearer ${filled('a', headRoom)}` }),
  get('a content type of 15 KiB', '/customers?limit=1', { 'content-type': filled('a;', headRoom) }),
  get(
    '1,000 headers',
    '/customers?limit=1',
    Object.fromEntries(Array.from({ length: 1_000 }, (_, index) => [`x-${index}`, '1'])),
  ),
];

const boundary = 'hostile';
const file = (text: string): Pick<Input, 'path' | 'headers' | 'body'> => ({
  path: '/customers/bulk-upload?mode=create&dry_run=true',
  headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
  body: `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="a.csv"\r\ncontent-type: text/csv\r\n\r\n${text}\r\n--${boundary}--\r\n`,
});
const header = 'name,email,notes\n';
const csvs: readonly Input[] = [
  { name: 'a CSV record of 1 MiB', ...file(`${header}Acme,a@example.com,${filled('a')}\n`) },
  { name: 'a quoted CSV record of 1 MiB', ...file(`${header}Acme,a@example.com,"${filled('a\n')}"\n`) },
  { name: 'a CSV record of quotes', ...file(`${header}Acme,a@example.com,"${filled('""')}"\n`) },
  { name: 'a CSV quote that is never closed', ...file(`${header}Acme,a@example.com,"${filled('a,\n')}`) },
  { name: 'a CSV record of a million columns', ...file(`${header}Acme,a@example.com${filled(',')}\n`) },
  { name: 'a CSV header of 500,000 columns', ...file(`name,email,${filled('a,')}\n`) },
  { name: 'a CSV header of 1 MiB', ...file(`name,email,${filled('a')}\n`) },
  { name: 'a million empty CSV lines', ...file(header + filled('\n')) },
  { name: '40,000 CSV rows that are wrong', ...file(header + filled('Acme,nobody,it is not\n')) },
  { name: 'a CSV name of 1 MiB of blanks', ...file(`${header}${filled(' ')},a@example.com,\n`) },
  { name: 'a CSV address of 1 MiB', ...file(`${header}Acme,${filled('@')},\n`) },
  { name: 'a CSV file in one line', ...file(filled('a')) },
  { name: 'a multipart body without its boundary', ...file(''), body: filled('\r\n-') },
];

export const inputs: readonly Input[] = [
  ...bodies,
  ...inEachField,
  ...addresses,
  ...lists,
  ...heads,
  ...csvs,
];
