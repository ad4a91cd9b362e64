import type { ValidationDetail } from './types.js';

/** What all errors of this client have in common, but for an abort: that throws the signal's own reason. */
export class CustomersError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** No answer came: the connection failed or took too long. `cause` says why. */
export class ConnectionError extends CustomersError {}

export interface ErrorAnswer {
  readonly status: number;
  readonly detail: string | readonly ValidationDetail[];
  /** Also in the service's log. */
  readonly requestId: string | null;
  /** In how many seconds the service asks to be called again, if it says so. */
  readonly retryAfterSeconds: number | undefined;
}

function sentenceOf({ status, detail }: ErrorAnswer): string {
  if (typeof detail === 'string') return `${status}: ${detail}`;
  const each = detail.map(({ loc, msg }) => `${loc.join('.')}: ${msg}`);
  return `${status}: ${each.join('; ')}`;
}

/** The service answered with another status than 2xx. */
export class ApiError extends CustomersError {
  readonly status: number;
  readonly detail: string | readonly ValidationDetail[];
  readonly requestId: string | null;
  readonly retryAfterSeconds: number | undefined;

  constructor(answer: ErrorAnswer) {
    super(sentenceOf(answer));
    this.status = answer.status;
    this.detail = answer.detail;
    this.requestId = answer.requestId;
    this.retryAfterSeconds = answer.retryAfterSeconds;
  }
}

/** 400: the request makes no sense, such as without a business. */
export class BadRequestError extends ApiError {}
/** 401: the token is missing, wrong, expired or revoked. */
export class AuthenticationError extends ApiError {}
/** 403: the token may not do this, or not in this business. */
export class PermissionError extends ApiError {}
/** 404: there is nothing with this id in the business. */
export class NotFoundError extends ApiError {}
/** 409: the state of things does not allow this, such as a change of a deleted customer. */
export class ConflictError extends ApiError {}
/** 412: the resource has changed since it was read; nothing was changed. */
export class PreconditionFailedError extends ApiError {}
/** 429, after the retries: the token has made too many requests. */
export class RateLimitError extends ApiError {}
/** 500 and above, after the retries. */
export class ServerError extends ApiError {}

/** 422: `details` lists all validation errors. */
export class ValidationError extends ApiError {
  get details(): readonly ValidationDetail[] {
    return typeof this.detail === 'string' ? [] : this.detail;
  }
}

const byStatus: Readonly<Record<number, typeof ApiError>> = {
  400: BadRequestError,
  401: AuthenticationError,
  403: PermissionError,
  404: NotFoundError,
  409: ConflictError,
  412: PreconditionFailedError,
  422: ValidationError,
  429: RateLimitError,
};

export function errorOf(answer: ErrorAnswer): ApiError {
  const Kind = byStatus[answer.status] ?? (answer.status >= 500 ? ServerError : ApiError);
  return new Kind(answer);
}
