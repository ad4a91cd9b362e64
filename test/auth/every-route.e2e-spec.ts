import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { makeSecret } from '../../src/modules/tokens/token-secret.js';
import { ApiClient, type Json, type RequestOptions } from '../support/api-client.js';
import { startService, type TestService } from '../support/service.js';
import { sendFile } from '../imports/client.js';
import {
  type DocumentedRoute,
  documentedRoutes,
  type OpenApiDocument,
  scopesWithout,
} from './documented-routes.js';

const unknownId = '019ab0f7-6c1e-7b52-9d43-5f0e8c2a1b90';

/** A marker in every text of the foreign business. */
const marker = 'foreign-7f3a';

/** The difference between a response and the expected refusal. */
const unless = (expected: number, { status, text }: { status: number; text: string }, detail: string) =>
  status === expected && text === JSON.stringify({ detail }) ? undefined : `${status} ${text}`;

const bodyOf = ({ body }: DocumentedRoute) => (body === undefined ? {} : { json: body });
const hasScope = ({ scope }: DocumentedRoute) => scope !== undefined;
const isBusinessScoped = (route: DocumentedRoute) => route.isBusinessScoped;
const takesIds = (route: DocumentedRoute) => hasScope(route) && route.parameters.length > 0;
const isList = (route: DocumentedRoute) =>
  hasScope(route) && route.method === 'GET' && route.parameters.length === 0;

describe('every route of the document', () => {
  let service: TestService;
  let routes: DocumentedRoute[];
  let mine: ApiClient;
  let foreign: ApiClient;
  /** By the name of the path's parameter, an id of the foreign business. */
  const foreignIds = new Map<string, string>();

  beforeAll(async () => {
    // Nothing changes by itself: no process sends to webhooks.
    service = await startService({ authFailuresPerMinute: 0, webhooksAtOnce: 0, importsAtOnce: 0 });
    mine = await service.business();
    foreign = await service.business();
    const { body } = await mine.request('GET', '/openapi.json');
    routes = documentedRoutes(body as unknown as OpenApiDocument);
    foreignIds.set('business_id', foreign.businessId);
    // Collections before what lies within them, so that the ids in the path are there already.
    const creating = routes
      .filter(({ method, path }) => method === 'POST' && !path.endsWith('}'))
      .toSorted((a, b) => a.parameters.length - b.parameters.length);
    for (const route of creating) await createForeign(route);
    const { body: queued } = await sendFile(
      foreign,
      '/customers/imports',
      `name,email\n${marker},a@example.com\n`,
    );
    foreignIds.set('import_id', String(queued['id']));
    const externalId = `${marker}-external`;
    await foreign.put(`/customers/${foreignIds.get('customer_id')}`, { external_id: externalId });
    foreignIds.set('external_id', externalId);
    const { body: delivery } = await foreign.post(`/webhooks/${foreignIds.get('webhook_id')}/test`, {});
    foreignIds.set('delivery_id', String(delivery['id']));
  });
  afterAll(() => service.stop());

  /** Makes one of what the route makes in the foreign business, if the path of one takes an id. */
  async function createForeign(route: DocumentedRoute): Promise<void> {
    const one = routes.find(({ path }) => path.startsWith(`${route.path}/{`) && path.endsWith('}'));
    const parameter = one?.parameters.at(-1);
    if (parameter === undefined || route.body === undefined || foreignIds.has(parameter)) return;
    const marked = Object.entries(route.body).map(([name, value]) => [
      name,
      name === 'name' ? marker : value,
    ]);
    const business_ids = route.path.endsWith('/tokens') ? { business_ids: [foreign.businessId] } : {};
    const json = { ...(Object.fromEntries(marked) as Json), ...business_ids };
    const { status, body } = await foreign.request('POST', pathOf(route), { json });
    if (status !== 201) throw new Error(`${route.operationId}: ${status} ${JSON.stringify(body)}`);
    foreignIds.set(parameter, String(body['id']));
  }

  const pathOf = ({ path }: DocumentedRoute) =>
    path.replaceAll(/\{(\w+)\}/g, (_, name: string) => foreignIds.get(name) ?? unknownId);
  const call = (client: ApiClient, route: DocumentedRoute, options: RequestOptions = {}) =>
    client.request(route.method, pathOf(route), {
      ...bodyOf(route),
      ...options,
    });
  /** What a check says of each route that it is made for; a route that passes says nothing. */
  async function findings(
    isMeant: (route: DocumentedRoute) => boolean,
    check: (route: DocumentedRoute) => Promise<string | undefined>,
  ): Promise<string[]> {
    const meant = routes.filter(isMeant);
    expect(meant).not.toHaveLength(0);
    const results = await Promise.all(
      meant.map(async (route) => {
        const finding = await check(route);
        return finding === undefined ? [] : [`${route.method} ${route.path}: ${finding}`];
      }),
    );
    return results.flat();
  }
  it('has a scope, unless it is for operators', () => {
    const isOpen = routes.filter(({ scope }) => scope === undefined).map(({ path }) => path);
    expect(isOpen.filter((path) => !path.startsWith('/health/') && path !== '/metrics')).toEqual([]);
    expect(routes.length).toBeGreaterThan(10);
  });

  it('documents what the checks of access answer', () => {
    for (const { statuses, scope } of routes.filter(hasScope)) {
      expect([scope, ...statuses]).toEqual(expect.arrayContaining(['401', '403', '429', '500', '503']));
    }
  });

  it.each([
    ['no token', undefined],
    ['an empty token', 'Bearer '],
    ['another scheme', 'Basic YTpi'],
    ['a malformed token', 'Bearer dz_malformed'],
    ['a well-formed unknown token', `Bearer ${makeSecret()}`],
  ])('answers 401 to %s', async (_, authorization) => {
    const wrong = await findings(hasScope, async (route) => {
      const response = await call(mine, route, { headers: { authorization } });
      if (response.headers.get('www-authenticate') !== 'Bearer') return 'no WWW-Authenticate';
      return unless(401, response, 'Not authenticated');
    });
    expect(wrong).toEqual([]);
  });

  it('answers 401 before anything else is looked at', async () => {
    const wrong = await findings(hasScope, async (route) => {
      const headers = { authorization: undefined, 'x-business-id': 'x', 'x-user-email': 'x' };
      return unless(401, await call(mine, route, { headers }), 'Not authenticated');
    });
    expect(wrong).toEqual([]);
  });

  it.each([
    ['is not there', undefined, 'x-business-id header is required'],
    ['is not a UUID', 'acme', 'x-business-id must be a UUID'],
  ])('answers 400 where x-business-id %s', async (_, businessId, detail) => {
    const wrong = await findings(isBusinessScoped, async (route) => {
      const headers = { 'x-business-id': businessId };
      return unless(400, await call(mine, route, { headers }), detail);
    });
    expect(wrong).toEqual([]);
  });

  it('answers 403 in a business without a grant, whether or not it exists', async () => {
    const wrong = await findings(isBusinessScoped, async (route) => {
      for (const id of [foreign.businessId, unknownId]) {
        const response = await call(mine, route, { headers: { 'x-business-id': id } });
        const finding = unless(403, response, 'Not enough permissions');
        if (finding !== undefined) return finding;
      }
      return undefined;
    });
    expect(wrong).toEqual([]);
  });

  it('answers 403 to a token with every scope but its own, before the body is looked at', async () => {
    const clients = new Map<string, ApiClient>();
    for (const { scope } of routes) {
      if (scope === undefined || clients.has(scope)) continue;
      clients.set(scope, await service.client([mine.businessId], { scopes: scopesWithout(scope) }));
    }
    const wrong = await findings(hasScope, async (route) => {
      const client = clients.get(route.scope ?? '') ?? mine;
      const options = route.body === undefined ? {} : { raw: '{' };
      return unless(403, await call(client, route, options), 'Not enough permissions');
    });
    expect(wrong).toEqual([]);
  });

  it('answers 404 to the ids of another business, as to ids that do not exist', async () => {
    const wrong = await findings(takesIds, async (route) => {
      const theirs = await call(mine, route);
      const nobodys = await mine.request(
        route.method,
        route.path.replaceAll(/\{\w+\}/g, unknownId),
        bodyOf(route),
      );
      if (theirs.text !== nobodys.text) return `${theirs.text} tells it from ${nobodys.text}`;
      // An upsert creates what the business does not have, and this body lacks what a new customer needs.
      const isUpsert = route.operationId.startsWith('upsert_') && theirs.status === 422;
      return isUpsert || (theirs.status === 404 && theirs.text.endsWith(' not found"}'))
        ? undefined
        : `${theirs.status} ${theirs.text}`;
    });
    expect(wrong).toEqual([]);
  });

  it('lists nothing of another business', async () => {
    const wrong = await findings(isList, async (route) => {
      const { status, text } = await call(mine, route);
      const leaked = [marker, ...foreignIds.values()].filter((value) => text.includes(value));
      if (status >= 500) return `${status} ${text}`;
      return leaked.length > 0 ? `leaks ${leaked.join(', ')}` : undefined;
    });
    expect(wrong).toEqual([]);
    // The same lists do show it to whom it belongs.
    const own = await Promise.all(routes.filter(isList).map((route) => call(foreign, route)));
    expect(own.some(({ text }) => text.includes(marker))).toBe(true);
  });

  it('takes SQL in an id, a value, a query or a header for text', async () => {
    const sql = "'; update businesses set name = 'hacked'; --";
    const wrong = await findings(hasScope, async (route) => {
      const path = route.path.replaceAll(/\{\w+\}/g, encodeURIComponent(sql));
      const json = Object.entries(route.body ?? {}).map(([name, value]) => [
        name,
        typeof value === 'string' && !value.includes('@') ? sql : value,
      ]);
      const hostile = route.body === undefined ? {} : { json: Object.fromEntries(json) as Json };
      const responses = [
        await mine.request(route.method, path, bodyOf(route)),
        await mine.request(route.method, `${pathOf(route)}?search=${encodeURIComponent(sql)}`, hostile),
        await call(mine, route, { headers: { 'x-business-id': sql } }),
        await call(mine, route, { headers: { 'x-user-email': sql, 'idempotency-key': sql } }),
      ];
      const failed = responses.find(({ status }) => status >= 500);
      return failed === undefined ? undefined : `${failed.status} ${failed.text}`;
    });
    expect(wrong).toEqual([]);
    expect(await service.database.sql(`select from businesses where name = 'hacked'`)).toHaveLength(0);
  });

  it('knows an id of the other business for every parameter of a path', () => {
    const parameters = new Set(routes.filter(hasScope).flatMap((route) => route.parameters));
    expect([...parameters].filter((name) => !foreignIds.has(name))).toEqual([]);
  });

  it('changes nothing in the database where a request names an id of another business', async () => {
    // What stays open of the requests above, such as a last use that is written after the answer.
    let before = await snapshot();
    const changed: string[] = [];
    for (const route of routes.filter(takesIds)) {
      await call(mine, route);
      const after = await snapshot();
      for (const [table, rows] of Object.entries(after)) {
        if (rows !== before[table]) changed.push(`${route.method} ${route.path} changes ${table}`);
      }
      before = after;
    }
    expect(changed).toEqual([]);
    expect(JSON.parse(before['import_queue'] ?? '')).toHaveLength(1);
    expect(JSON.parse(before['webhook_queue'] ?? '')).not.toHaveLength(0);
  });

  /** Every row of every table, but for what every request writes of the token that it is sent with. */
  async function snapshot(): Promise<Record<string, string>> {
    const tables = await service.database.sql<{ name: string }>(
      `select c.relname::text as name from pg_class c
       where c.relkind in ('r', 'p') and c.relnamespace = 'public'::regnamespace and c.relname <> 'rate_limits'
       order by 1`,
    );
    const rows = await Promise.all(
      tables.map(async ({ name }): Promise<[string, string]> => {
        const row = name === 'tokens' ? `to_jsonb(t) - 'last_used_at'` : 'to_jsonb(t)';
        const [all] = await service.database.sql<{ rows: string }>(
          `select coalesce(jsonb_agg(${row} order by to_jsonb(t)), '[]')::text as rows from ${name} t`,
        );
        return [name, all?.rows ?? ''];
      }),
    );
    return Object.fromEntries(rows);
  }
});
