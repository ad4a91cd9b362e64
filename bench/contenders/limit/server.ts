import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { Pool } from 'pg';
import { columnTypes } from '../../../src/platform/database/wire/column-types.js';
import { get, insert, list, search, update } from './statements.js';

// What one process of Node.js and one statement for each request can do at most, written by hand: no framework, no
// validation, no row-level security, no log, a token that is compared with a constant.
const pool = new Pool({
  connectionString: process.env['DATABASE_URL'],
  max: Number(process.env['DATABASE_POOL_SIZE']),
  types: columnTypes,
  options: `-c timezone=UTC -c datestyle=ISO ${process.env['PLANNER_OPTIONS'] ?? ''}`,
});
const authorization = `Bearer ${process.env['TOKEN']}`;
const prefix = '/api/v1/customers';

interface Statement {
  readonly name: string;
  readonly text: string;
  readonly values: unknown[];
}

async function rows(statement: Statement): Promise<unknown[]> {
  return (await pool.query(statement)).rows;
}

async function bodyOf(request: IncomingMessage): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return JSON.parse(Buffer.concat(chunks).toString()) as Record<string, unknown>;
}

function answer(response: ServerResponse, status: number, value: unknown): void {
  const text = JSON.stringify(value);
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(text),
  });
  response.end(text);
}

async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { method, url = '', headers } = request;
  if (url === '/health/ready')
    return answer(response, 200, await rows({ name: 'ready', text: 'select', values: [] }));
  if (headers.authorization !== authorization) return answer(response, 401, { detail: 'Not authenticated' });
  const businessId = String(headers['x-business-id']);
  if (method === 'POST') {
    const [row] = await rows(insert(businessId, await bodyOf(request)));
    return answer(response, 201, row);
  }
  if (url.startsWith(`${prefix}/`)) {
    const id = url.slice(prefix.length + 1);
    const [row] = await rows(
      method === 'PUT' ? update(businessId, id, await bodyOf(request)) : get(businessId, id),
    );
    return row === undefined ? answer(response, 404, { detail: 'Not Found' }) : answer(response, 200, row);
  }
  const query = new URLSearchParams(url.slice(url.indexOf('?')));
  const limit = Number(query.get('limit'));
  const text = query.get('search');
  const items = await rows(text === null ? list(businessId, limit) : search(businessId, text, limit));
  return answer(response, 200, { items });
}

const server = createServer((request, response) => {
  respond(request, response).catch((error: unknown) => answer(response, 500, { detail: String(error) }));
});
server.listen(Number(process.env['PORT']), process.env['HOST']);

process.once('SIGTERM', () => {
  server.close(() => void pool.end());
  server.closeIdleConnections();
});
