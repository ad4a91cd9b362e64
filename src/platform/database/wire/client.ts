import { createRequire } from 'node:module';
import { Client as PgClient, type ClientConfig } from 'pg';
import type * as protocol from 'pg-protocol/dist/parser.js';
import { DataRow, lengthBytes } from './data-row.js';

interface Message {
  readonly name: string;
}

/** The copy of pg-protocol that pg itself uses, wherever npm has put it. */
const requireFromPg = createRequire(createRequire(import.meta.url).resolve('pg'));
export const { Parser } = requireFromPg('pg-protocol/dist/parser') as typeof protocol;

/** Of the parser and the connection of pg, what their types leave out. */
const Base = Parser as unknown as new () => {
  parse(bytes: Buffer, callback: (message: Message) => void): void;
  /** @param offset where the message begins, after its code and length */
  handlePacket(offset: number, code: number, length: number, bytes: Buffer): Message;
};
interface Connection {
  attachListeners(stream: NodeJS.ReadableStream): void;
  emit(name: string, message: Message): void;
}

const dataRow = 'D'.charCodeAt(0);
const countBytes = 2;

/** Decodes a column only on access: most rows are sent as they were received, in UTF-8. */
export class LazyParser extends Base {
  override handlePacket(offset: number, code: number, length: number, bytes: Buffer): Message {
    if (code !== dataRow) return super.handlePacket(offset, code, length, bytes);
    return new DataRow(bytes, offset + countBytes, offset + length - lengthBytes, bytes.readInt16BE(offset));
  }
}

/** pg's client, whose rows are `DataRow`s. Its connection emits no `message`, which pg does for replication only. */
export class Client extends PgClient {
  constructor(config?: ClientConfig) {
    super(config);
    const { connection } = this as unknown as { connection: Connection };
    const emit = (message: Message) => {
      connection.emit(message.name === 'error' ? 'errorMessage' : message.name, message);
    };
    connection.attachListeners = (stream) => {
      const parser = new LazyParser();
      stream.on('data', (bytes: Buffer) => parser.parse(bytes, emit));
    };
  }
}
