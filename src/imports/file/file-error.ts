/** A file that cannot be read, or not to its end: one sentence for whoever has sent it. */
export class FileError extends Error {}
