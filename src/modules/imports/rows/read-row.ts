import { Issue, locate, type ValidationError } from '../../../pydantic/issues.js';
import type { Table, TableRow } from '../file/open-table.js';
import { ownProduct } from '../products/own.js';
import { customerFields, personOf, type Target } from '../products/product.js';
import { isDestroyed, isNothing, original, readPhoneCell, withoutTextMark } from './cells.js';
import { type Cells, contactsOf } from './contacts.js';
import { readEmailCell } from './email-cell.js';
import type { KnownTerm, ReadRow, RowContact } from './import-row.js';
import { centsOf, type DecimalSign } from './money.js';
import { readTerm, termDueOn } from './payment-terms.js';
import { exclusionOf } from './exclusion.js';
import { statusOf } from './words.js';

const destroyed = new Issue(
  'number_destroyed',
  'A spreadsheet has shortened this number and its digits are lost: format the column as text and export it again',
);
const noAmount = new Issue('money_parsing', 'Input should be an amount of money with at most two decimals');

/** What a spreadsheet takes for a number, and destroys. */
const isNumber = (target: Target | null): target is Target =>
  target !== null &&
  (['phone', 'mobile', 'tax_id', 'postal_code'].includes(target) || personOf(target)?.part === 'phone');

const customerField: ReadonlySet<string> = new Set(customerFields);

/** Makes of the rows of a file what a request would say. */
export class RowReader {
  private readonly decimalSign: DecimalSign;
  private readonly isPostalCodeFirst: boolean;
  private readonly numbers: readonly Target[];

  constructor(
    private readonly table: Pick<Table, 'header' | 'delimiter'>,
    private readonly terms: readonly KnownTerm[],
  ) {
    const { header, delimiter } = table;
    const [code, city] = [header.targets.indexOf('postal_code'), header.targets.indexOf('city')];
    this.isPostalCodeFirst = code >= 0 && code < city;
    this.numbers = [...new Set(header.targets)].filter(isNumber);
    this.decimalSign = header.product?.decimalComma === true || delimiter === ';' ? ',' : '.';
  }

  read({ row, line, cells }: TableRow): ReadRow {
    const { header } = this.table;
    const byTarget = new Map<Target, string[]>();
    header.targets.forEach((target, index) => {
      const cell = cells[index];
      if (target === null || cell === undefined) return;
      const text = this.textOf(target, cell);
      if (text === undefined) return;
      const isOfStreet = target === 'house_number';
      const texts = byTarget.get(isOfStreet ? 'address_line' : target) ?? [];
      const street = isOfStreet ? texts.pop() : undefined;
      texts.push(street === undefined ? text : `${street} ${text}`);
      byTarget.set(isOfStreet ? 'address_line' : target, texts);
    });
    const first = (target: Target) => byTarget.get(target)?.[0];
    const problems: ValidationError[] = [];
    const body: Record<string, unknown> = {};
    for (const field of customerFields) {
      const text = first(field);
      if (text !== undefined) body[field] = text;
    }
    const contacts: RowContact[] = [];
    if (!header.isExact) this.interpret(byTarget, body, contacts, problems);
    return {
      row,
      line,
      body,
      contacts,
      id: first('id'),
      recordId: recordIdOf(byTarget),
      problems,
      exclusion: exclusionOf(byTarget, cells, body['name'], problems),
    };
  }

  /** What the cell says; undefined for nothing. */
  private textOf(target: Target, cell: string): string | undefined {
    const { product, isExact } = this.table.header;
    if (cell === '') return undefined;
    if (isExact) return original(cell);
    const text = product === ownProduct && customerField.has(target) ? cell : cell.trim();
    if (text.trim() === '' || isNothing(text)) return undefined;
    return withoutTextMark(text);
  }

  private interpret(
    cells: Cells,
    body: Record<string, unknown>,
    contacts: RowContact[],
    problems: ValidationError[],
  ): void {
    const first = (target: Target) => cells.get(target)?.[0];
    const company = first('company');
    const person = joined(' ', first('first_name'), first('middle_name'), first('last_name'));
    const name = first('name') ?? company ?? person ?? first('other_name');
    if (name !== undefined) body['name'] = name;

    const phone = readPhoneCell(first('phone') ?? '');
    const reached = phone ?? readPhoneCell(first('mobile') ?? '');
    if (reached === undefined) delete body['phone'];
    else body['phone'] = reached;

    for (const target of this.numbers) {
      const text = first(target);
      const isUsed = target !== 'mobile' || phone === undefined;
      if (isUsed && text !== undefined && isDestroyed(text)) {
        problems.push(locate(destroyed, ['body', target], text));
      }
    }

    const address = this.addressOf(cells);
    if (address !== undefined) body['address'] ??= address;

    const status = first('status');
    if (status !== undefined) body['status'] = statusOf(status);

    const limit = first('credit_limit');
    if (limit !== undefined) {
      const cents = centsOf(limit, this.decimalSign);
      if (cents === undefined) problems.push(locate(noAmount, ['body', 'credit_limit_cents'], limit));
      else body['credit_limit_cents'] = cents;
    }

    const term = readTerm(first('payment_term_name'), first('payment_term_days'), this.terms);
    if (typeof term === 'string') body['default_payment_term_id'] = term;
    else if (term !== undefined) problems.push(term);
    const due = termDueOn(first('due_day'), first('due_rule'), this.terms);
    if (due !== undefined) body['default_payment_term_id'] = due;

    const email = first('email');
    const addresses = email === undefined ? undefined : readEmailCell(email);
    if (addresses !== undefined) body['email'] = addresses.first;
    // Whose company is the customer is a contact of it, also where the name has one column only.
    const other = first('name') === undefined && company !== undefined ? first('other_name') : undefined;
    const contact = person ?? other;
    contacts.push(
      ...contactsOf(cells, contact === name ? undefined : contact, addresses?.others ?? [], body),
    );
  }

  /** The lines of the billing address: what the columns have, place and region in one line. */
  private addressOf(cells: Cells): string | undefined {
    const first = (target: Target) => cells.get(target)?.[0];
    const place = this.isPostalCodeFirst
      ? joined(' ', first('postal_code'), first('city'), first('region'))
      : joined(' ', first('city'), first('region'), first('postal_code'));
    return joined('\n', ...(cells.get('address_line') ?? []), place, first('country'));
  }
}

function joined(separator: string, ...parts: readonly (string | undefined)[]): string | undefined {
  const present = parts.filter((part) => part !== undefined);
  return present.length === 0 ? undefined : present.join(separator);
}

/** A spreadsheet makes the same out of the long ids of different customers: their names are what it leaves. */
function recordIdOf(cells: Cells): string | undefined {
  const id = cells.get('record_id')?.[0];
  if (id === undefined || !isDestroyed(id)) return id;
  return (cells.get('name') ?? cells.get('other_name'))?.[0];
}
