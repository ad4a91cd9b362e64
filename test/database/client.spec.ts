import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { LazyParser, Parser } from '../../src/platform/database/wire/client.js';
import { anyCharacter } from '../support/any-character.js';

const message = (code: string, body: Buffer) => {
  const head = Buffer.alloc(5);
  head.write(code);
  head.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
};

const int16 = (value: number) => {
  const bytes = Buffer.alloc(2);
  bytes.writeInt16BE(value);
  return bytes;
};

const columnOf = (text: string | null) => {
  const bytes = Buffer.from(text ?? '');
  const length = Buffer.alloc(4);
  length.writeInt32BE(text === null ? -1 : bytes.length);
  return Buffer.concat([length, bytes]);
};

const columns = fc.array(fc.option(fc.string({ unit: anyCharacter }), { nil: null }), { maxLength: 5 });
const row = columns.map((texts) =>
  message('D', Buffer.concat([int16(texts.length), ...texts.map(columnOf)])),
);
const other = fc.constantFrom(
  message('2', Buffer.alloc(0)),
  message('C', Buffer.from('SELECT 1\0')),
  message('Z', Buffer.from('I')),
  message('N', Buffer.from('SNOTICE\0Mhello\0\0')),
);

interface Message {
  readonly name: string;
  readonly fields?: readonly unknown[];
}

type Parser = InstanceType<typeof Parser>;

const read = (parser: Parser, chunks: readonly Buffer[]) => {
  const messages: unknown[] = [];
  for (const chunk of chunks) {
    parser.parse(chunk, (received) => {
      const { name, fields } = received as Message;
      messages.push([name, fields]);
    });
  }
  return messages;
};

describe('what the server sends', () => {
  it('is what pg reads, wherever it is cut', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(row, other), { maxLength: 30 }),
        fc.array(fc.nat({ max: 400 })),
        (messages, lengths) => {
          const bytes = Buffer.concat(messages);
          const chunks: Buffer[] = [];
          let at = 0;
          for (const length of [...lengths, bytes.length]) {
            chunks.push(Buffer.from(bytes.subarray(at, at + length)));
            at += length;
          }
          const parser = new LazyParser() as unknown as Parser;
          expect(read(parser, chunks)).toEqual(read(new Parser(), [bytes]));
        },
      ),
    );
  });
});
