import type { CustomerContact } from '../customers/contacts/contact.entity.js';
import { contactPolicies } from '../customers/contacts/contact-policies.js';
import { customerPolicies } from '../customers/customer-policies.js';
import type { Customer } from '../customers/customer.entity.js';
import { csvOf } from '../imports/file/csv-writer.js';
import { neutralised } from '../imports/rows/cells.js';
import type { ExportFormat } from './export-query.js';

const columns = [...customerPolicies.readWrite, ...customerPolicies.readOnly] as const;

const contactColumns = contactPolicies.readOnly;

type Value = string | number | boolean | null | undefined;

/** Null, or a field that the customer does not have, is an empty cell; text without characters is written otherwise. */
const cell = (value: Value) =>
  value === null || value === undefined ? '' : typeof value === 'string' ? neutralised(value) : String(value);

const contactLine = (contact: CustomerContact) => contactColumns.map((column) => cell(contact[column]));

/** How customers are written. */
export interface Lines {
  readonly contentType: string;
  readonly fileName: string;
  /** What is before the first. */
  readonly head: string;
  of(customers: readonly Customer[]): string;
}

export function linesOf(format: ExportFormat, include: 'contacts' | undefined, bom: boolean): Lines {
  if (format === 'ndjson') {
    return {
      contentType: 'application/x-ndjson',
      fileName: 'customers.ndjson',
      head: '',
      of: (customers) =>
        customers
          .map(
            ({ contacts, ...own }) =>
              `${JSON.stringify(include === undefined ? own : { ...own, contacts })}\n`,
          )
          .join(''),
    };
  }
  const csv = { contentType: 'text/csv; charset=utf-8' };
  const mark = bom ? '\ufeff' : '';
  if (include === 'contacts') {
    return {
      ...csv,
      fileName: 'contacts.csv',
      head: mark + csvOf([contactColumns], ','),
      of: (customers) =>
        csvOf(
          customers.flatMap(({ contacts }) => contacts.map(contactLine)),
          ',',
        ),
    };
  }
  return {
    ...csv,
    fileName: 'customers.csv',
    head: mark + csvOf([columns], ','),
    of: (customers) =>
      csvOf(
        customers.map((customer) => columns.map((column) => cell(customer[column]))),
        ',',
      ),
  };
}
