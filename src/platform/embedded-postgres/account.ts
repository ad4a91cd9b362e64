import { readFile } from 'node:fs/promises';
import type { Binaries } from './binaries.js';
import { EmbeddedPostgresError } from './error.js';
import { type Credentials, run } from './run.js';

export interface Owner {
  readonly uid: number;
  readonly gid: number;
}

/** How PostgreSQL's programs are started, so that they run as a user they accept and can reach their files. */
export interface Account {
  /** The owner of the server's files; undefined if they belong to this process's user. */
  readonly owner: Owner | undefined;
  readonly credentials: Credentials;
  /** Words before the program's name. */
  readonly prefix: readonly string[];
  /** Major version of the binaries. */
  readonly majorVersion: number;
}

/**
 * PostgreSQL refuses to run as root. For root it runs as `owner` (of an existing database), else as the user
 * `postgres`, else as `nobody`. Where that user cannot pass a directory on the way to the binaries or the data (a clone
 * under /root, or in a directory of mode 0700), nobody's directory modes are loosened: the server gets the one
 * capability that lets it pass and read, or, where root itself lacks that (as in a container with Docker's
 * default capabilities), the one that passes over file modes.
 */
export async function chooseAccount(
  binaries: Binaries,
  directory: string,
  owner: Owner | undefined,
): Promise<Account> {
  const isRoot = process.getuid?.() === 0;
  if (!isRoot) {
    const version = await run(binaries.postgres, ['--version']);
    const majorVersion = parseVersion(version.output);
    if (version.code !== 0 || majorVersion === undefined) throw cannotRun(version.output);
    return { owner: undefined, credentials: {}, prefix: [], majorVersion };
  }
  const user =
    owner === undefined || owner.uid === 0 ? await serverUser() : { uid: owner.uid, gid: owner.gid };
  const candidates: Omit<Account, 'majorVersion'>[] = [
    { owner: user, credentials: user, prefix: [] },
    ...['dac_read_search', 'dac_override'].map((capability) => ({
      owner: user,
      credentials: {},
      prefix: [
        'setpriv',
        `--reuid=${user.uid}`,
        `--regid=${user.gid}`,
        '--clear-groups',
        // Without it access(2), with which PostgreSQL looks for its own programs, leaves capabilities out of account.
        '--securebits=+no_setuid_fixup',
        `--inh-caps=+${capability}`,
        `--ambient-caps=+${capability}`,
        '--',
      ],
    })),
    // A sandbox whose only user is root: the server sees itself as another user, and the files stay root's.
    {
      owner: undefined,
      credentials: {},
      prefix: ['unshare', '--user', `--map-user=${user.uid}`, `--map-group=${user.gid}`, '--'],
    },
  ];
  // Only the kernel knows (modes, access lists, capabilities, security modules), so it is asked.
  const script = 'for d in "$1" "$2"; do cd -- "$d" || exit 1; done; exec "$0" --version';
  let output = '';
  for (const candidate of candidates) {
    const [command, ...args] = [...candidate.prefix, 'sh', '-c', script];
    const probe = await run(
      command,
      [...args, binaries.postgres, binaries.share, directory],
      candidate.credentials,
    );
    const majorVersion = parseVersion(probe.output);
    if (probe.code === 0 && majorVersion !== undefined) return { ...candidate, majorVersion };
    output += `${probe.output.trim()}\n`;
  }
  const broken = output.split('\n').find((line) => /shared librar|GLIBC/.test(line));
  if (broken !== undefined) throw cannotRun(broken);
  throw new EmbeddedPostgresError(
    `PostgreSQL refuses to run as root, and the user id ${user.uid} that it would run as instead cannot be used or ` +
      `cannot reach ${directory} and ${binaries.postgres} (${distinctLines(output)}); start the service as an ordinary user, put ` +
      'it and DATA_DIR below directories that all users may enter, or set DATABASE_URL to your own PostgreSQL.',
  );
}

function parseVersion(output: string): number | undefined {
  const major = /\(PostgreSQL\) (\d+)/.exec(output)?.[1];
  return major === undefined ? undefined : Number(major);
}

function cannotRun(output: string): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    `The PostgreSQL server from npm does not run on this machine (${distinctLines(output)}); ` +
      'set DATABASE_URL to your own PostgreSQL.',
  );
}

/** Each line once: the attempts mostly say the same. */
function distinctLines(output: string): string {
  return [...new Set(output.trim().split('\n'))].join('; ');
}

async function serverUser(): Promise<Owner> {
  const users = await readFile('/etc/passwd', 'utf8').catch(() => '');
  for (const name of ['postgres', 'nobody']) {
    const fields = users
      .split('\n')
      .find((line) => line.startsWith(`${name}:`))
      ?.split(':');
    const [uid, gid] = [Number(fields?.[2]), Number(fields?.[3])];
    if (uid > 0 && gid >= 0) return { uid, gid };
  }
  throw new EmbeddedPostgresError(
    'PostgreSQL refuses to run as root, and there is neither a user "postgres" nor a user "nobody" that it could run as; ' +
      'start the service as an ordinary user, or set DATABASE_URL to your own PostgreSQL.',
  );
}
