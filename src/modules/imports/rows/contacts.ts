import { personOf, type PersonPart, type Target } from '../products/product.js';
import type { NamedAddress } from './email-cell.js';
import type { RowContact } from './import-row.js';

/** What a row says, by what its columns are; what it leaves empty is not there. */
export type Cells = ReadonlyMap<Target, readonly string[]>;

type Parts = Partial<Record<PersonPart, string>>;

/**
 * The person of the row itself, who is reached as the customer is; those who have columns of their own; and whose
 * addresses stand behind the customer's. Each once, wherever its name stands.
 *
 * @param person undefined where it is the customer
 */
export function contactsOf(
  cells: Cells,
  person: string | undefined,
  addresses: readonly NamedAddress[],
  body: Readonly<Record<string, unknown>>,
): RowContact[] {
  const persons = personsOf(cells);
  const own = person === undefined ? undefined : ownOf(person, persons);
  const contacts: RowContact[] = [];
  if (person !== undefined) {
    contacts.push({
      name: person,
      email: own?.email ?? textOr(body['email']),
      phone: own?.phone ?? textOr(body['phone']),
      role: own?.role ?? null,
    });
  }
  for (const part of persons.values()) {
    if (part === own) continue;
    const name = nameOf(part) ?? part.email;
    if (name === undefined || name === body['name']) continue;
    contacts.push({ name, email: part.email ?? null, phone: part.phone ?? null, role: part.role ?? null });
  }
  const reached = new Set(contacts.map(({ email }) => email?.toLowerCase()));
  for (const { address, name } of addresses) {
    if (reached.has(address.toLowerCase())) continue;
    contacts.push({ name: name ?? address, email: address, phone: null, role: null });
  }
  return contacts;
}

/** What the columns of persons say about the one of the row: under the same name, or, for the first, under none. */
function ownOf(person: string, persons: ReadonlyMap<number, Parts>): Parts | undefined {
  const named = [...persons.values()].find((part) => nameOf(part)?.toLowerCase() === person.toLowerCase());
  const first = persons.get(1);
  return named ?? (first !== undefined && nameOf(first) === undefined ? first : undefined);
}

function personsOf(cells: Cells): ReadonlyMap<number, Parts> {
  const persons = new Map<number, Parts>();
  for (const [target, [text]] of cells) {
    const of = personOf(target);
    if (of === undefined || text === undefined) continue;
    persons.set(of.person, { ...persons.get(of.person), [of.part]: text });
  }
  return persons;
}

const nameOf = ({ name, first_name, last_name }: Parts): string | undefined =>
  name ?? ([first_name, last_name].filter((part) => part !== undefined).join(' ') || undefined);

const textOr = (value: unknown): string | null => (typeof value === 'string' ? value : null);
