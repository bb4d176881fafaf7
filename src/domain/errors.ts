/** Codes of refusals that GraphQL and HTTP callers see (contract.graphql head, operations.md section 6). */
export type RefusalCode =
  | 'UNAUTHENTICATED'
  | 'FORBIDDEN'
  | 'BAD_USER_INPUT'
  | 'NOT_FOUND'
  | 'COST_EXCEEDED'
  | 'RATE_LIMITED'
  | 'UNAVAILABLE'
  | 'TOO_LARGE'
  | 'UNSUPPORTED_MEDIA_TYPE'
  | 'METHOD_NOT_ALLOWED'
  | 'IDEMPOTENCY_KEY_REUSED'
  | 'CSRF_REFUSED'
  | 'ALREADY_EXISTS'
  | 'NOT_ALLOWED'
  | 'INVALID_INPUT';

/** An expected refusal with a stable code: shown to the caller as it is. Everything else is a bug and is masked. */
export class HubError extends Error {
  readonly code: RefusalCode;
  /** Machine readable extras: limit, cost, path, retryAfterSeconds. */
  readonly details: Readonly<Record<string, unknown>>;
  constructor(code: RefusalCode, message: string, details: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.name = 'HubError';
    this.code = code;
    this.details = details;
  }
}

/** One wrong input of a mutation: path as in the input object, message a sentence. */
export interface FieldProblem {
  readonly path: string;
  readonly message: string;
}

export class InvalidInputError extends HubError {
  readonly fields: readonly FieldProblem[];
  constructor(fields: readonly FieldProblem[]) {
    super('INVALID_INPUT', fields[0]?.message ?? 'The input is not valid');
    this.fields = fields;
  }
}

export class AlreadyExistsError extends HubError {
  readonly path: string;
  constructor(path: string, message: string) {
    super('ALREADY_EXISTS', message);
    this.path = path;
  }
}

export class NotAllowedError extends HubError {
  constructor(message: string) {
    super('NOT_ALLOWED', message);
  }
}

/** A fault that passes by itself (a server away, a write that lost a race): worth another try. */
export class TransientError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'TransientError';
  }
}
