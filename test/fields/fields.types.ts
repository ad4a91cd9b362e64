/*
 * What must not compile, compiled: `npm run check` fails where one of these lines does not have the error that it
 * expects. Nothing runs it.
 */
import {
  BooleanColumn,
  IntegerColumn,
  KeyColumn,
  TextColumn,
  TimestampColumn,
} from '../../src/fields/columns.js';

export class Columns {
  @KeyColumn({ description: 'Right.' })
  id: string;

  @TextColumn({ description: 'Right.' })
  text: string;

  @TextColumn({ description: 'Right: a check of the table holds it to these.' })
  choice: 'a' | 'b';

  @TextColumn({ description: 'Right.', nullable: true })
  nullable: string | null;

  @IntegerColumn({ description: 'Right.', nullable: true, type: 'bigint' })
  integer: number | null;

  // @ts-expect-error a number is no text
  @TextColumn({ description: 'Wrong.' })
  number: number;

  // @ts-expect-error text is no number
  @IntegerColumn({ description: 'Wrong.' })
  notInteger: string;

  // @ts-expect-error a time is text, as on the wire
  @TimestampColumn({ description: 'Wrong.' })
  date: Date;

  // @ts-expect-error the column takes null, the property does not
  @TextColumn({ description: 'Wrong.', nullable: true })
  neverNull: string;

  // @ts-expect-error the property takes null, the column does not
  @BooleanColumn({ description: 'Wrong.' })
  maybeNull: boolean | null;

  // @ts-expect-error a key takes no null
  @KeyColumn({ description: 'Wrong.' })
  noKey: string | null;
}
