import { randomUUID } from 'node:crypto';
import { Client, type ClientConfig } from 'pg';
import type { Database } from './database.js';
import { UnsafeDatabaseError } from './rls.js';

/** Who is lent a connection for a transaction may be given the same one time after time: so often is tried. */
const attempts = 3;

const ignore = () => undefined;

/**
 * Refuses a pooler that lends connections for a transaction or a statement only: a lock, a notification or a setting of one
 * session would be that of another. Asked before anything is locked.
 */
export async function assertSessionsAreKept(config: ClientConfig): Promise<void> {
  const clients = [new Client(config), new Client(config)] as const;
  const [one, other] = clients;
  try {
    for (const client of clients) await client.on('error', ignore).connect();
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      const mark = randomUUID();
      await one.query(`set customers.session = '${mark}'`);
      const seen = [await markOf(other), await markOf(one)];
      if (seen[0] === mark || seen[1] !== mark) throw lentSessions();
    }
  } finally {
    await Promise.allSettled(clients.map((client) => client.end()));
  }
}

async function markOf(client: Client): Promise<string | null> {
  const { rows } = await client.query<{ mark: string | null }>(
    `select current_setting('customers.session', true) as mark`,
  );
  return rows[0]?.mark ?? null;
}

const lentSessions = () =>
  new UnsafeDatabaseError(
    'A pooler in front of the database lends connections for a transaction only, so that locks, notifications and settings ' +
      'go astray: let it lend them for a session (PgBouncer: pool_mode = session), or let DATABASE_URL name the server ' +
      'itself; the service will not serve.',
  );

/**
 * Refuses connections that are not as they were asked for: a pooler may drop what is asked for when they are made, and then
 * times would be off by the server's zone, statements without end, or plans those of another planner.
 */
export async function assertSettingsHold(database: Database): Promise<void> {
  const { settings } = database;
  const rows = await database.query<{ name: string; value: string | null }>({
    text: `
      select asked.name, case asked.name when 'role' then current_user::text else s.setting end as value
      from unnest($1::text[]) as asked(name) left join pg_settings s on lower(s.name) = asked.name`,
    values: [Object.keys(settings)],
  });
  const others = rows.flatMap(({ name, value }) => {
    const asked = String(settings[name]);
    // Of a date the order of its parts is another setting.
    const has = name === 'datestyle' ? value?.split(',')[0] : value;
    return has === asked ? [] : [`${name} is ${has ?? 'not known'}, not ${asked}`];
  });
  if (others.length === 0) return;
  throw new UnsafeDatabaseError(
    `The database does not give connections what the service asks for (${others.join('; ')}): a pooler may drop it, such ` +
      'as PgBouncer with ignore_startup_parameters; let DATABASE_URL name the server itself, or give the login these ' +
      'settings with ALTER ROLE … SET; the service will not serve.',
  );
}
