import { spawn } from 'node:child_process';
import { errorMessage } from './error.js';

/** What every child gets: neither PG* variables, which would change the server, nor the service's secrets. */
export const CHILD_ENVIRONMENT: NodeJS.ProcessEnv = {
  ...Object.fromEntries(
    ['PATH', 'LD_LIBRARY_PATH', 'SystemRoot', 'TEMP'].flatMap((name) => {
      const value = process.env[name];
      return value === undefined ? [] : [[name, value]];
    }),
  ),
  LC_ALL: 'C',
  // Saves initdb the comparison of every time zone with the machine's, and makes UTC the server's default.
  TZ: 'UTC',
};

export interface Credentials {
  readonly uid?: number;
  readonly gid?: number;
}

/** Runs a short command to its end; `inherited` becomes its file descriptor 3. A `code` of null: it was killed or never ran. */
export async function run(
  command: string,
  args: readonly string[],
  options: Credentials & {
    readonly cwd?: string;
    readonly inherited?: number;
    readonly timeout?: number;
  } = {},
): Promise<{ code: number | null; output: string }> {
  const { inherited, timeout = 60_000, cwd = '/', ...credentials } = options;
  const ended = new Promise<{ code: number | null; output: string }>((resolve) => {
    let output = '';
    const child = spawn(command, args, {
      ...credentials,
      cwd,
      env: CHILD_ENVIRONMENT,
      // A separate group: Ctrl-C in a terminal must not hit it, and a timeout can end it with all its children.
      detached: true,
      windowsHide: true,
      stdio: ['ignore', 'pipe', 'pipe', inherited ?? 'ignore'],
    });
    const timer = setTimeout(() => {
      output += `\n${command} took longer than ${timeout / 1000} seconds`;
      try {
        if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
      } catch {
        child.kill('SIGKILL');
      }
    }, timeout);
    const collect = (chunk: Buffer): void => {
      output += chunk.toString('utf8');
    };
    child.stdout?.on('data', collect);
    child.stderr?.on('data', collect);
    child.once('error', (error) => {
      clearTimeout(timer);
      resolve({ code: null, output: error.message });
    });
    child.once('close', (code) => {
      clearTimeout(timer);
      resolve({ code, output });
    });
  });
  // Some failures to start, such as a user that this one must not become, are thrown.
  return await ended.catch((error: unknown) => ({
    code: null,
    output: errorMessage(error),
  }));
}
