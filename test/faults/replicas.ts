import { type Spawned, startServer, type Variables } from '../process/spawned.js';

interface Replica {
  server: Spawned;
  readonly url: string;
}

/** Processes of the service on one database. Each keeps its address, also when it is started again. */
export class Replicas {
  private constructor(
    private readonly replicas: readonly Replica[],
    private readonly variables: Variables,
  ) {}

  /** One after the other, since the first of them may have a database to make. */
  static async start(count: number, variables: Variables): Promise<Replicas> {
    const replicas: Replica[] = [];
    for (let index = 0; index < count; index += 1) replicas.push(await startServer(variables));
    return new Replicas(replicas, variables);
  }

  get urls(): readonly string[] {
    return this.replicas.map(({ url }) => url);
  }

  /** Whether all that were not killed still run. */
  get areRunning(): boolean {
    return this.replicas.every(({ server }) => server.child.exitCode === null);
  }

  async kill(index: number): Promise<void> {
    const { server } = this.at(index);
    server.child.kill('SIGKILL');
    await server.exitCode();
  }

  async startAgain(index: number): Promise<void> {
    const replica = this.at(index);
    const { server } = await startServer({ ...this.variables, PORT: new URL(replica.url).port });
    replica.server = server;
  }

  signal(signal: NodeJS.Signals): void {
    for (const { server } of this.replicas) server.child.kill(signal);
  }

  async stop(): Promise<void> {
    await Promise.all(this.replicas.map(({ server }) => server.stop()));
  }

  private at(index: number): Replica {
    const replica = this.replicas[index];
    if (replica === undefined) throw new Error(`There is no replica ${index}`);
    return replica;
  }
}
