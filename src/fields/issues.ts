/** Where a value stands in a request: `['body', 'email']`, `['query', 'limit']`, `['body', 'scopes', 0]`. */
export type Location = readonly (string | number)[];

/** What is wrong with one value, in pydantic v2's words; where it stands is added by whoever read it. */
export class Issue {
  constructor(
    readonly type: string,
    readonly msg: string,
    readonly ctx?: Readonly<Record<string, unknown>>,
  ) {}
}

/** What is wrong with the items of a list, each under its index. */
export class ItemIssues {
  constructor(
    readonly items: readonly { readonly index: number; readonly issue: Issue; readonly input: unknown }[],
  ) {}
}

/** One entry of a 422's `detail`, as FastAPI's `ValidationError`. */
export interface ValidationError {
  type: string;
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
