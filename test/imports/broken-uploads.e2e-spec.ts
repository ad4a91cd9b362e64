import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { head, RawConnection, sendRaw } from '../support/raw-connection.js';
import type { ApiClient } from '../support/api-client.js';
import { type SharedService, shareService } from '../support/shared-service.js';

const part = (name: string, content: string, fileName = 'a.csv') =>
  `Content-Disposition: form-data; name="${name}"; filename="${fileName}"\r\n\r\n${content}`;
const csv = 'name,email\r\nAcme,acme@example.com';
const row = 'Filler,filler@example.com,a note of a few words to fill the file\r\n';
const large = `name,email,notes\r\n${row.repeat(5_000)}`;

const parsing = { detail: 'There was an error parsing the body' };
const cut: Readonly<Record<string, string>> = {
  'a file part without a boundary after it': `--x\r\n${part('file', `${csv}\r\n`)}`,
  'a large file part without a boundary after it': `--x\r\n${part('file', large)}`,
  'another boundary after the file': `--x\r\n${part('file', csv)}\r\n--y--\r\n`,
  'a boundary that is cut': `--x\r\n${part('file', csv)}\r\n--`,
  'only a cut part of another name': `--x\r\n${part('other', csv)}`,
  'no part': 'not a form',
  'an empty body': '',
  'headers that do not end': `--x\r\nContent-Disposition: form-data; name="file"`,
};
const whole: Readonly<Record<string, string>> = {
  'a final boundary without its last dashes': `--x\r\n${part('file', csv)}\r\n--x`,
  'a boundary of one more part': `--x\r\n${part('file', csv)}\r\n--x\r\n`,
  'a second file part that is cut': `--x\r\n${part('file', csv)}\r\n--x\r\n${part('file', 'name')}`,
  'a part of another name that is cut': `--x\r\n${part('file', csv)}\r\n--x\r\n${part('other', 'abc')}`,
  'a file of another name before it': `--x\r\n${part('other', 'abc')}\r\n--x\r\n${part('file', csv)}\r\n--x--\r\n`,
  'text after the end': `--x\r\n${part('file', csv)}\r\n--x--\r\nepilogue`,
};

describe('a multipart body that is broken', () => {
  let service: SharedService;
  let api: ApiClient;
  beforeAll(async () => {
    service = await shareService();
  });
  afterAll(() => service.release());

  const send = async (path: string, body: string, packets: number) => {
    api = await service.business();
    const headers = head('POST', `/api/v1/customers/${path}`, [
      `authorization: Bearer ${api.token}`,
      `x-business-id: ${api.businessId}`,
      'content-type: multipart/form-data; boundary=x',
      `content-length: ${Buffer.byteLength(body)}`,
    ]);
    if (packets === 1) return sendRaw(service.url, headers + body);
    const connection = new RawConnection(service.url);
    const middle = Math.floor(body.length / 2);
    connection.send(headers + body.slice(0, middle));
    // The service has read the first packet by the time it answers a later request.
    await api.get('/customers');
    connection.send(body.slice(middle));
    const response = await connection.answer;
    connection.socket.destroy();
    return response;
  };

  for (const path of ['bulk-upload', 'imports'])
    for (const packets of [1, 2]) {
      it.each(Object.entries(cut))(`returns 400 to ${path} in ${packets} packets for %s`, async (_, body) => {
        const { status, body: text } = await send(path, body, packets);
        expect({ status, body: JSON.parse(text) }).toEqual({ status: 400, body: parsing });
        expect((await api.get('/customers')).body['items']).toEqual([]);
      });

      it.each(Object.entries(whole))(
        `takes the file at ${path} in ${packets} packets with %s`,
        async (_, body) => {
          const { status } = await send(path, body, packets);
          expect(status).toBe(path === 'imports' ? 202 : 201);
        },
      );
    }
});
