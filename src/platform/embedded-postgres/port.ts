import { createServer } from 'node:net';
import { EmbeddedPostgresError } from './error.js';

/** Resolves to the port (0: any) if it is free. */
function probePort(port: number): Promise<number | undefined> {
  return new Promise((resolvePort) => {
    const probe = createServer();
    probe.once('error', () => resolvePort(undefined));
    probe.listen(port, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolvePort(typeof address === 'object' ? address?.port : undefined));
    });
  });
}

/** @param preferred taken if it is free; 0: any */
export async function freePort(preferred: number): Promise<number> {
  const port =
    (preferred > 0 && preferred < 65_536 ? await probePort(preferred) : undefined) ?? (await probePort(0));
  if (port === undefined) {
    throw new EmbeddedPostgresError(
      'The built-in database finds no free port on 127.0.0.1; end programs that use many, or set DATABASE_URL to your own PostgreSQL.',
    );
  }
  return port;
}
