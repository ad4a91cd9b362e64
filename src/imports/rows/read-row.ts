import { Issue, locate, type ValidationError } from '../../fields/issues.js';
import type { Table, TableRow } from '../file/open-table.js';
import { ownProduct } from '../products/own.js';
import { customerFields, personOf, type PersonPart, type Target } from '../products/product.js';
import { isDestroyed, isNothing, original, readEmailCell, withoutTextMark } from './cells.js';
import type { KnownTerm, ReadRow, RowContact } from './import-row.js';
import { centsOf, type DecimalSign } from './money.js';
import { readTerm } from './payment-terms.js';
import { isCustomerAccount, isVendor, statusOf } from './words.js';

type Cells = ReadonlyMap<Target, readonly string[]>;

const destroyed = new Issue(
  'number_destroyed',
  'A spreadsheet has shortened this number and its digits are lost: format the column as text and export it again',
);
const noAmount = new Issue('money_parsing', 'Input should be an amount of money with at most two decimals');

/** Fields whose digits a spreadsheet destroys. */
const numbers: readonly Target[] = ['phone', 'mobile', 'tax_id', 'postal_code'];

const customerField: ReadonlySet<string> = new Set(customerFields);

/** Makes of the rows of a file what a request would say. */
export class RowReader {
  private readonly decimalSign: DecimalSign;

  constructor(
    private readonly table: Pick<Table, 'header' | 'delimiter'>,
    private readonly terms: readonly KnownTerm[],
  ) {
    const { header, delimiter } = table;
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
      const others = byTarget.get(target);
      if (others === undefined) byTarget.set(target, [text]);
      else others.push(text);
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
    const account = first('account');
    return {
      row,
      line,
      body,
      contacts,
      id: first('id'),
      recordId: first('record_id'),
      problems,
      isVendor: isVendor(first('kind') ?? '') || (account !== undefined && !isCustomerAccount(account)),
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
    const person = joined(' ', first('first_name'), first('middle_name'), first('last_name'));
    const name = first('name') ?? first('company') ?? person ?? first('other_name');
    if (name !== undefined) body['name'] = name;

    for (const target of numbers) {
      const text = first(target);
      if (text !== undefined && isDestroyed(text)) problems.push(locate(destroyed, ['body', target], text));
    }
    const phone = first('phone') ?? first('mobile');
    if (phone !== undefined) body['phone'] = phone.replace(/^(?:phone|tel|telefon)\s*:\s*/i, '');

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

    const email = first('email');
    const addresses = email === undefined ? undefined : readEmailCell(email);
    if (addresses !== undefined) body['email'] = addresses.first;
    contacts.push(...contactsOf(cells, person === name ? undefined : person, body));
    contacts.push(
      ...(addresses?.others ?? []).map((other) => ({ name: other, email: other, phone: null, role: null })),
    );
  }

  /** The lines of the billing address: what the columns have, place and region in one line. */
  private addressOf(cells: Cells): string | undefined {
    const first = (target: Target) => cells.get(target)?.[0];
    const place = this.table.header.product?.postalCodeFirst
      ? joined(' ', first('postal_code'), first('city'), first('region'))
      : joined(' ', first('city'), first('region'), first('postal_code'));
    return joined('\n', ...(cells.get('address_line') ?? []), place, first('country'));
  }
}

function joined(separator: string, ...parts: readonly (string | undefined)[]): string | undefined {
  const present = parts.filter((part) => part !== undefined);
  return present.length === 0 ? undefined : present.join(separator);
}

/** The person of the row itself, who is reached as the customer is, and those who have columns of their own. */
function contactsOf(
  cells: Cells,
  person: string | undefined,
  body: Readonly<Record<string, unknown>>,
): RowContact[] {
  const parts = new Map<number, Partial<Record<PersonPart, string>>>();
  for (const [target, [text]] of cells) {
    const of = personOf(target);
    if (of === undefined || text === undefined) continue;
    parts.set(of.person, { ...parts.get(of.person), [of.part]: text });
  }
  const reached = { email: textOr(body['email']), phone: textOr(body['phone']) };
  const own = parts.get(1);
  const isOwn = person !== undefined && own !== undefined && nameOfPerson(own) === undefined;
  if (isOwn) parts.delete(1);
  const persons: RowContact[] = [...parts.values()].flatMap((part) => {
    const name = nameOfPerson(part) ?? part.email;
    if (name === undefined || name === body['name']) return [];
    return [{ name, email: part.email ?? null, phone: part.phone ?? null, role: part.role ?? null }];
  });
  if (person === undefined) return persons;
  const contact = { name: person, ...reached, role: (isOwn ? own.role : undefined) ?? null };
  const phone = (isOwn ? own.phone : undefined) ?? contact.phone;
  return [{ ...contact, phone }, ...persons];
}

const nameOfPerson = (part: Partial<Record<PersonPart, string>>) =>
  part.name ?? joined(' ', part.first_name, part.last_name);

const textOr = (value: unknown): string | null => (typeof value === 'string' ? value : null);
