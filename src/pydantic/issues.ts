/** The location of a value in a request: `['body', 'email']`, `['query', 'limit']`, `['body', 'scopes', 0]`. */
export type Location = readonly (string | number)[];

/** Every `type` that a 422, or a row of an import, can name; docs/errors.md explains each. */
export const issueTypes = [
  'missing',
  'extra_forbidden',
  'json_invalid',
  'model_attributes_type',
  'string_type',
  'string_too_short',
  'string_too_long',
  'string_pattern_mismatch',
  'string_unicode',
  'value_error',
  'int_type',
  'int_parsing',
  'int_from_float',
  'decimal_type',
  'decimal_parsing',
  'finite_number',
  'decimal_max_places',
  'greater_than_equal',
  'less_than_equal',
  'bool_type',
  'bool_parsing',
  'enum',
  'uuid_type',
  'uuid_parsing',
  'datetime_type',
  'datetime_parsing',
  'datetime_from_date_parsing',
  'list_type',
  'dict_type',
  'too_short',
  'too_long',
  // Of the rows of a file.
  'ambiguous',
  'conflict',
  'contact_left',
  'customer_deleted',
  'customer_erased',
  'customer_merged',
  'customer_unknown',
  'duplicate',
  'footer',
  'money_parsing',
  'number_destroyed',
  'payment_term_unknown',
  'row_refused',
  'too_many_contacts',
  'vendor',
] as const;
export type IssueType = (typeof issueTypes)[number];

/** An error of one value, in pydantic v2's words; the reader of the request adds its location. */
export class Issue {
  constructor(
    readonly type: IssueType,
    readonly msg: string,
    readonly ctx?: Readonly<Record<string, unknown>>,
  ) {}
}

/** What is wrong with the items of a list or an object, each under its index or key. */
export class ItemIssues {
  constructor(
    readonly items: readonly {
      readonly index: string | number;
      readonly issue: Issue;
      readonly input: unknown;
    }[],
  ) {}
}

/** One entry of a 422's `detail`, as FastAPI's `ValidationError`. */
export interface ValidationError {
  type: IssueType;
  loc: Location;
  msg: string;
  input: unknown;
  ctx?: Readonly<Record<string, unknown>>;
}

/** `input` is the offending value, or for `missing` the whole object that it is missing from. */
export function locate(issue: Issue, loc: Location, input: unknown): ValidationError {
  const error: ValidationError = { type: issue.type, loc, msg: issue.msg, input };
  if (issue.ctx !== undefined) error.ctx = issue.ctx;
  return error;
}

export const missing = new Issue('missing', 'Field required');
export const extraForbidden = new Issue('extra_forbidden', 'Extra inputs are not permitted');
