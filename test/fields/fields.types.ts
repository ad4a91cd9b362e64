/*
 * What must not compile, compiled: `npm run check` fails where one of these lines does not have the error that it
 * expects. Nothing runs it.
 */
import {
  ChoiceField,
  DateTimeField,
  EnumListField,
  IntegerField,
  StringField,
} from '../../src/resource/fields/fields.js';
import { internal, policies } from '../../src/resource/policies.js';
import { resourceTable } from '../../src/resource/resource-table.js';
import {
  BooleanColumn,
  IntegerColumn,
  KeyColumn,
  TextColumn,
  TimestampColumn,
} from '../../src/resource/columns.js';

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

  // @ts-expect-error a number is not text
  @TextColumn({ description: 'Wrong.' })
  number: number;

  // @ts-expect-error text is not a number
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

const choices = ['a', 'b'] as const;

export class Fields {
  @StringField({ description: 'Right.' })
  text: string;

  @StringField({ description: 'Right.', optional: true, nullable: true })
  optional?: string | null;

  @IntegerField({ description: 'Right: it has a default, and is always there.', default: 50 })
  presumed: number;

  @ChoiceField({ description: 'Right.', values: choices })
  choice: 'a' | 'b';

  @EnumListField({ description: 'Right.', values: choices })
  list: ('a' | 'b')[];

  // @ts-expect-error an integer is not text
  @IntegerField({ description: 'Wrong.' })
  notInteger: string;

  // @ts-expect-error text is not an integer
  @StringField({ description: 'Wrong.' })
  notText: number;

  // @ts-expect-error it may be left out
  @StringField({ description: 'Wrong.', optional: true })
  notOptional: string;

  // @ts-expect-error it has to be there
  @StringField({ description: 'Wrong.' })
  notRequired?: string;

  // @ts-expect-error it takes null
  @StringField({ description: 'Wrong.', nullable: true })
  notNullable: string;

  // @ts-expect-error it takes no null
  @StringField({ description: 'Wrong.' })
  neverNull: string | null;

  // @ts-expect-error there are other choices
  @ChoiceField({ description: 'Wrong.', values: choices })
  otherChoice: 'a' | 'c';

  // @ts-expect-error a time is read as a Date
  @DateTimeField({ description: 'Wrong.' })
  time: string;
}

class Thing {
  @KeyColumn({ description: 'Its id.' })
  id: string;

  @TextColumn({ description: 'Its name.' })
  name: string;

  @TextColumn({ description: 'Its note.', nullable: true })
  note: string | null;
}

class ThingCreateRequest {
  @StringField({ description: 'Its name.' })
  name: string;

  @StringField({ description: 'Its note.', optional: true, nullable: true })
  note?: string | null;
}

class ThingUpdateRequest {
  @StringField({ description: 'Its name.', optional: true })
  name?: string;

  @StringField({ description: 'Its note.', optional: true, nullable: true })
  note?: string | null;
}

const requests = { name: 'things', entity: Thing, create: ThingCreateRequest, update: ThingUpdateRequest };

export const right = resourceTable({ ...requests, origins: { id: 'given' } });

// @ts-expect-error nothing says where the id comes from
export const forgotten = resourceTable({ ...requests, origins: {} });

class NameOnly {
  @StringField({ description: 'Its name.', optional: true })
  name?: string;
}

// @ts-expect-error the note cannot be changed
export const fixed = resourceTable({ ...requests, update: NameOnly, origins: { id: 'given' } });

// @ts-expect-error nothing sets the note
export const dropped = resourceTable({ ...requests, create: NameOnly, origins: { id: 'given' } });

class WithColour extends ThingCreateRequest {
  @StringField({ description: 'Its colour.', optional: true })
  colour?: string;
}

// @ts-expect-error there is no column for the colour
export const without = resourceTable({ ...requests, create: WithColour, origins: { id: 'given' } });

class NumberedNote extends NameOnly {
  @IntegerField({ description: 'Its note.', optional: true })
  note?: number;
}

// @ts-expect-error the column of the note holds text
export const numbered = resourceTable({ ...requests, update: NumberedNote, origins: { id: 'given' } });

class NullableName {
  @StringField({ description: 'Its note.', optional: true, nullable: true })
  note?: string | null;

  @StringField({ description: 'Its name.', optional: true, nullable: true })
  name?: string | null;
}

// @ts-expect-error the column of the name takes no null
export const nameless = resourceTable({ ...requests, update: NullableName, origins: { id: 'given' } });

interface Policed {
  readonly text: string;
  readonly maybe: { readonly key: string } | null;
  readonly sparse?: number;
}

policies<Policed>()({
  text: { erase: { to: 'Erased' }, merge: 'keep', file: 'readWrite' },
  maybe: { erase: { to: null }, merge: 'fillEmpty', file: 'none' },
  sparse: internal,
});

// @ts-expect-error a field without a policy
policies<Policed>()({ text: internal, maybe: internal });

policies<Policed>()({
  // @ts-expect-error an erasure writes a value that the field may have
  text: { erase: { to: null }, merge: 'keep', file: 'none' },
  maybe: internal,
  sparse: internal,
});

policies<Policed, { text?: string }>()({
  // @ts-expect-error a request can set the field, and a file cannot
  text: internal,
  maybe: internal,
  sparse: internal,
});
