import { types } from 'node:util';

/** A failure of the built-in database; the message is one sentence for a human that says what to do. */
export class EmbeddedPostgresError extends Error {
  override readonly name = 'EmbeddedPostgresError';
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'permission is denied',
  EPERM: 'permission is denied',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  ENOENT: 'the file system there takes none',
  ENOTDIR: 'it is not a directory',
  EEXIST: 'it is not a directory',
  ENAMETOOLONG: 'the path is too long',
};

/** The code of Node or of PostgreSQL. Not by instanceof: an error of Node's is not an instance of a vm context's Error. */
export function errorCode(error: unknown): string | undefined {
  return types.isNativeError(error) && 'code' in error && typeof error.code === 'string'
    ? error.code
    : undefined;
}

export function errorMessage(error: unknown): string {
  return types.isNativeError(error) ? error.message : String(error);
}

/** Turns an error from using `directory` into one with a remedy for the operator. */
export function asEmbeddedPostgresError(error: unknown, directory: string): EmbeddedPostgresError {
  if (error instanceof EmbeddedPostgresError) return error;
  const code = errorCode(error);
  const reason = code === undefined ? undefined : REASONS[code];
  if (reason === undefined) {
    return new EmbeddedPostgresError(
      `The built-in database in ${directory} failed (${errorMessage(error)}); repair that, or set DATABASE_URL to your own PostgreSQL.`,
      { cause: error },
    );
  }
  const path = types.isNativeError(error) && 'path' in error ? error.path : undefined;
  const detail = typeof path === 'string' && path !== directory ? ` (at ${path})` : '';
  return new EmbeddedPostgresError(
    `The directory ${directory} cannot hold the built-in database because ${reason}${detail}; ` +
      'set DATA_DIR to a directory that this user can write, or DATABASE_URL to your own PostgreSQL.',
    { cause: error },
  );
}

/** The lines of a log that say what went wrong, as one text. */
export function relevantLines(log: string): string {
  const lines = log
    .split('\n')
    .map((line) => line.replace(/^\d{4}-\d\d-\d\d [\d:.]+ \S+ \[\d+\] /, '').trim())
    .filter((line) => line !== '');
  const identifyingFields = lines.filter((line) =>
    /FATAL|PANIC|ERROR|error:|HINT|DETAIL|hint:|detail:/.test(line),
  );
  return (identifyingFields.length > 0 ? identifyingFields : lines).slice(-4).join('; ');
}
