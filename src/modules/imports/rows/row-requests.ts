import { CustomerCreateRequest, CustomerUpdateRequest } from '../../customers/customers.dto.js';
import { EntityContactCreateRequest } from '../../customers/contacts/contacts.dto.js';
import { Issue, locate, type ValidationError } from '../../../pydantic/issues.js';
import { parseUuid } from '../../../pydantic/uuid.js';
import { compileReader } from '../../../resource/fields/request-reader.js';
import { newId, timeOfId } from '../../../resource/lists/ids.js';
import type { NewContact } from '../../customers/contacts/contact-table.js';
import type { KnownTerm, ReadRow } from './import-row.js';

const readCreate = compileReader(CustomerCreateRequest);
export const readUpdate = compileReader(CustomerUpdateRequest);
const readContact = compileReader(EntityContactCreateRequest);

export type NewCustomerRow = CustomerCreateRequest & {
  readonly id: string;
  readonly created_at: string;
};

export interface Creation {
  readonly kind: 'create';
  readonly customer: NewCustomerRow;
  readonly contacts: readonly NewContact[];
}

export interface Update {
  readonly kind: 'update';
  readonly id: string;
  readonly patch: object;
}

/** Of a row of which nothing is stored. */
export interface Refusal {
  readonly kind: 'skipped' | 'failed';
  readonly problems: readonly ValidationError[];
}

const unknownTerm = new Issue(
  'payment_term_unknown',
  'Input should be the name, or the days, of an active payment term of this business',
);

/** The customer that a row would make, with the contacts of the row and of the following ones. */
export function creationOf(
  read: ReadRow,
  members: readonly ReadRow[],
  terms: readonly KnownTerm[],
): Creation | Refusal {
  const errors: ValidationError[] = [];
  const request = readCreate(read.body, ['body'], errors) as unknown as CustomerCreateRequest;
  const id = newId();
  const created_at = timeOfId(id);
  const contacts = [read, ...members]
    .flatMap(({ contacts: own }) => own)
    .map((contact, index): NewContact => {
      const fields = readContact(
        { ...contact },
        ['body', 'contacts', index],
        errors,
      ) as unknown as EntityContactCreateRequest;
      return { ...fields, id: newId(), customer_id: id, is_primary: index === 0, created_at };
    });
  const customer = { ...request, id, created_at, ...termOf(read, terms, errors) };
  const problems = [...read.problems, ...withoutRows(errors)];
  return problems.length > 0 ? { kind: 'failed', problems } : { kind: 'create', customer, contacts };
}

/** What a row would change of a customer. */
export function updateOf(read: ReadRow, id: string, terms: readonly KnownTerm[]): Update | Refusal {
  const errors: ValidationError[] = [];
  const request = readUpdate(read.body, ['body'], errors);
  const present = Object.entries(request).filter(([, value]) => value !== undefined);
  const patch = { ...Object.fromEntries(present), ...termOf(read, terms, errors) };
  const problems = [...read.problems, ...withoutRows(errors)];
  return problems.length > 0 ? { kind: 'failed', problems } : { kind: 'update', id, patch };
}

function termOf(
  { body }: ReadRow,
  terms: readonly KnownTerm[],
  errors: ValidationError[],
): { default_payment_term_id?: string } {
  const text = body['default_payment_term_id'];
  if (typeof text !== 'string') return {};
  const parsed = parseUuid(text);
  const term = 'uuid' in parsed && terms.find(({ id }) => id === parsed.uuid);
  if (term) return { default_payment_term_id: term.id };
  errors.push(locate(unknownTerm, ['body', 'default_payment_term_id'], text));
  return {};
}

/** Of a row, what is missing is missing from all of it: that is not said again. */
const withoutRows = (errors: readonly ValidationError[]) =>
  errors.map((error) => (error.type === 'missing' ? { ...error, input: null } : error));
