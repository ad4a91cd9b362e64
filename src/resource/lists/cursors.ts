import { createHmac, timingSafeEqual } from 'node:crypto';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Database } from '../../platform/database/database.js';
import { unprocessable } from '../../platform/http/errors.js';

/** A place in an ordered list: at a row, or where a row was. */
export interface Position {
  /** The row's sort key; null where the order is by id alone. */
  readonly key: string | number | null;
  readonly id: string;
  /** Whether the row at the place itself belongs to what follows. */
  readonly inclusive: boolean;
}

const macBytes = 16;
const shape = /^([A-Za-z0-9_-]{1,4096})\.([A-Za-z0-9_-]{22})$/;

/** Cursors are signed: they hold for the list that they were made for, and are refused if anybody changed them. */
@Injectable()
export class Cursors implements OnModuleInit {
  private secret: Buffer = Buffer.alloc(0);

  constructor(private readonly database: Database) {}

  async onModuleInit(): Promise<void> {
    const [row] = await this.database.query<{ secret: Buffer }>({
      name: 'select_cursor_secret',
      text: `select secret from service_secrets where name = 'cursors'`,
      values: [],
    });
    if (row === undefined) throw new Error('The database holds no secret for cursors');
    this.secret = row.secret;
  }

  /** @param list says of which list the place is one: its business, its filters and its order */
  encode(list: string, { key, id, inclusive }: Position): string {
    const payload = Buffer.from(JSON.stringify([key, id, inclusive])).toString('base64url');
    return `${payload}.${this.mac(list, payload)}`;
  }

  /** @throws 422 at `["query", "cursor"]` for a cursor that is damaged, or of another list */
  decode(list: string, cursor: string): Position {
    const [, payload = '', mac = ''] = shape.exec(cursor) ?? [];
    // The signature is compared as text: its last character holds bits that decoding would drop.
    const expected = Buffer.from(this.mac(list, payload));
    const given = Buffer.from(mac);
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) throw badCursor(cursor);
    const [key, id, inclusive] = JSON.parse(Buffer.from(payload, 'base64url').toString()) as [
      Position['key'],
      string,
      boolean,
    ];
    return { key, id, inclusive };
  }

  private mac(list: string, payload: string): string {
    const mac = createHmac('sha256', this.secret).update(`${list}\n${payload}`).digest();
    return mac.subarray(0, macBytes).toString('base64url');
  }
}

const badCursor = (cursor: string) => {
  const error = 'the cursor is damaged, or was made with other filters or another order';
  return unprocessable([
    {
      type: 'value_error',
      loc: ['query', 'cursor'],
      msg: `Value error, ${error}`,
      input: cursor,
      ctx: { error },
    },
  ]);
};
