import { chownSync, closeSync, openSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { run } from './run.js';

/**
 * A lock that the kernel keeps with the open file (flock), so it ends with the last process that holds the file
 * open, however that process ends. A file with a process id in it cannot do that: ids are used again, in a
 * container nearly always, and two containers on one volume do not see each other's.
 */
export interface FileLock {
  readonly fd: number;
  /** Closes the file in this process; a child that inherited it keeps the lock. */
  release(): void;
}

const CONFLICT = 75;

/** Node has no flock; these lock the open file of their descriptor 3, which is also ours. */
const HELPERS: readonly (readonly [string, readonly string[]])[] = [
  ['flock', ['-n', '-E', String(CONFLICT), '3']],
  [
    'perl',
    ['-e', `open(my $f, ">>&=", 3) or exit 2; exit(flock($f, 6) ? 0 : $!{EWOULDBLOCK} ? ${CONFLICT} : 2)`],
  ],
];

/**
 * Resolves to undefined if another process holds the lock. Where no helper works (Windows, say) every caller gets it:
 * then only PostgreSQL's own lock file remains, whose holder the caller checks.
 */
export async function tryLock(path: string): Promise<FileLock | undefined> {
  const fd = openForAppend(path);
  let open = true;
  const lock: FileLock = {
    fd,
    release: () => {
      if (open) closeSync(fd);
      open = false;
    },
  };
  for (const [command, args] of HELPERS) {
    const { code } = await run(command, args, { inherited: fd, timeout: 10_000 });
    if (code === 0) return lock;
    if (code === CONFLICT) {
      lock.release();
      return undefined;
    }
  }
  return lock;
}

/** Opens a file of the data directory; root gives a new one to the directory's owner, who may be next to use it. */
export function openForAppend(path: string): number {
  // A plain descriptor on purpose: a FileHandle closes itself, and so ends the lock, when it is garbage collected.
  const fd = openSync(path, 'a', 0o600);
  if (process.getuid?.() === 0) {
    const { uid, gid } = statSync(dirname(path));
    if (statSync(path).uid !== uid) chownSync(path, uid, gid);
  }
  return fd;
}
