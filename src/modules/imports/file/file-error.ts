/** A file that cannot be read completely: one sentence for the client. */
export class FileError extends Error {}

/** The rows up to what cannot be read, which `broken` says then. */
export async function* untilBroken<Rows>(
  all: AsyncIterable<Rows>,
  broken: { error?: FileError },
): AsyncGenerator<Rows> {
  try {
    yield* all;
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    broken.error = error;
  }
}
