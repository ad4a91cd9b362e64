import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { open, readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

export interface ServerProcess {
  readonly url: string;
  readonly pid: number;
  /** From spawn to the first 200 of /health/ready. */
  readonly startMs: number;
  stop(): Promise<void>;
}

export interface ServerCommand {
  readonly name: string;
  /** What node runs, and its own options before it. */
  readonly arguments: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** Gets everything that the process prints. */
  readonly logFile: string;
}

const startTimeoutMs = 30_000;
const stopTimeoutMs = 12_000;

export async function startServerProcess(command: ServerCommand): Promise<ServerProcess> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const log = await open(command.logFile, 'w');
  const started = performance.now();
  const child = spawn(process.execPath, command.arguments, {
    // Without the caller's environment: the measurement must not depend on it.
    env: {
      PATH: process.env['PATH'] ?? '',
      NODE_ENV: 'production',
      HOST: '127.0.0.1',
      PORT: String(port),
      ...command.environment,
    },
    stdio: ['ignore', log.fd, log.fd],
  });
  await log.close();
  const pid = child.pid;
  if (pid === undefined) throw new Error(`${command.name} cannot be started`);
  try {
    await ready(child, url);
  } catch (error) {
    await stop(child);
    const output = (await readFile(command.logFile, 'utf8')).slice(-2_000);
    throw new Error(`${command.name} did not start: ${String(error)}\n${output}`, { cause: error });
  }
  return { url, pid, startMs: performance.now() - started, stop: () => stop(child) };
}

async function ready(child: ChildProcess, url: string): Promise<void> {
  const deadline = Date.now() + startTimeoutMs;
  for (;;) {
    if (hasEnded(child)) throw new Error(`it ended with ${child.exitCode ?? child.signalCode}`);
    const response = await fetch(`${url}/health/ready`).catch(() => undefined);
    await response?.arrayBuffer();
    if (response?.status === 200) return;
    if (Date.now() > deadline) throw new Error(`it was not ready within ${startTimeoutMs / 1_000} seconds`);
    await delay(10);
  }
}

const hasEnded = (child: ChildProcess) => child.exitCode !== null || child.signalCode !== null;

async function stop(child: ChildProcess): Promise<void> {
  if (hasEnded(child)) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  const timeout = setTimeout(() => child.kill('SIGKILL'), stopTimeoutMs);
  await ended;
  clearTimeout(timeout);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('There is no free port');
  return address.port;
}
