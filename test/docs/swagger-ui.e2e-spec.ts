import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { type OpenApi, readDocument, type Route, routesOf } from '../openapi/document.js';
import type { ApiClient } from '../support/api-client.js';
import { assertDocumented } from '../support/document-check.js';
import { type SharedService, shareService } from '../support/shared-service.js';
import { openBrowser, openPage } from './browser.js';

/** Where `SCREENSHOTS=docs/images npm test -- test/docs` leaves the pictures of the README. */
const screenshots = process.env['SCREENSHOTS'];

/** What a person would choose where a file is asked for. */
const file = {
  name: 'customers.csv',
  mimeType: 'text/csv',
  buffer: Buffer.from('name,email\nUploaded,uploaded@example.com\n'),
};

/** Its body names customers: an id in the body, where others have theirs in the path. */
const mergeOperation = 'merge_customers_api_v1_customers__customer_id__merge_post';

const depthOf = ({ path }: Route) => path.split('/').length;

const rankOf = (route: Route) => {
  if (route.method === 'delete' || route.path.endsWith('/erase')) return 1_000 - depthOf(route);
  return (route.method === 'post' ? 0 : 100) + depthOf(route);
};

/** Resources come before what needs their ids, and are deleted last, what lies within first. */
const inOrder = (routes: readonly Route[]) => routes.toSorted((a, b) => rankOf(a) - rankOf(b));

/** The name of the parameter that is the id of what a POST to this path makes. */
function idParameterOf({ path }: Route, routes: readonly Route[]): string | undefined {
  const within = routes.map((route) => route.path).filter((each) => each.startsWith(`${path}/{`));
  return /^\/\{(\w+)\}/.exec(within[0]?.slice(path.length) ?? '')?.[1];
}

async function picture(of: Page, name: string): Promise<void> {
  if (screenshots !== undefined) await of.screenshot({ path: join(screenshots, `${name}.png`) });
}

describe('Swagger UI in a browser', () => {
  let service: SharedService;
  let api: ApiClient;
  let document: OpenApi;
  let browser: Browser;
  let page: Page;
  /** What the page has said on its console, and whom else it has asked. */
  const complaints: string[] = [];

  beforeAll(async () => {
    service = await shareService();
    api = await service.business();
    document = await readDocument(api);
    browser = await openBrowser();
    page = await openPage(browser, { viewport: { width: 1280, height: 900 } });
    watch(page);
    await page.goto(`${service.url}/docs`);
    await page.waitForSelector('.opblock');
  }, 120_000);
  afterAll(async () => {
    await service.release();
    await browser.close();
  });

  function watch(watched: Page): void {
    watched.on('console', (message) => {
      // A refused request is reported there too, and is what one of the tests is about.
      const isAnswer = message.text().startsWith('Failed to load resource');
      if (message.type() === 'error' && !isAnswer) complaints.push(message.text());
    });
    watched.on('pageerror', ({ message }) => complaints.push(message));
    watched.on('request', (request) => {
      const isOwn = request.url().startsWith(service.url) || request.url().startsWith('data:');
      if (!isOwn) complaints.push(`asks ${request.url()}`);
    });
  }

  async function authorise(on: Page): Promise<void> {
    await on.click('.btn.authorize');
    const inputs = on.locator('.auth-container input');
    await inputs.nth(0).fill(api.token);
    await inputs.nth(1).fill(api.businessId);
    const buttons = on.locator('.auth-container .btn.authorize');
    await buttons.nth(0).click();
    await buttons.nth(0).click();
    await on.click('.btn-done');
  }

  const blockOf = ({ operation }: Route) =>
    page.locator(`#operations-${operation.tags[0]?.replaceAll('-', '\\-')}-${operation.operationId}`);

  /** Presses *Execute* with what stands there, but for the ids in the path. */
  async function execute(
    route: Route,
    ids: ReadonlyMap<string, string>,
    edit?: string,
  ): Promise<{ status: number; body: unknown; shown: string }> {
    const block = blockOf(route);
    if ((await block.locator('.opblock-body').count()) === 0) {
      await block.locator('.opblock-summary-control').click();
    }
    for (const [, name = ''] of route.path.matchAll(/\{(\w+)\}/g)) {
      const id = ids.get(name);
      if (id !== undefined) await block.locator(`tr[data-param-name="${name}"] input`).fill(id);
    }
    if (route.operation.requestBody?.content?.['multipart/form-data'] !== undefined) {
      await block.locator('input[type=file]').setInputFiles(file);
    }
    if (edit !== undefined) await block.locator('textarea.body-param__text').fill(edit);
    const answered = page.waitForResponse(
      (response) =>
        response.request().method() === route.method.toUpperCase() && response.url().includes('/'),
    );
    await block.locator('.btn.execute').click();
    const response = await answered;
    const status = block.locator('.live-responses-table .response-col_status').last();
    await status.waitFor();
    const text = await response.text().catch(() => '');
    const { pathname, search } = new URL(response.url());
    assertDocumented({
      method: route.method.toUpperCase(),
      path: pathname + search,
      status: response.status(),
      headers: new Headers(response.headers()),
      text,
    });
    return {
      status: response.status(),
      body: text.startsWith('{') || text.startsWith('[') ? (JSON.parse(text) as unknown) : text,
      shown: (await status.textContent()) ?? '',
    };
  }

  it('takes the token and the business, and answers every operation unedited with a success', async () => {
    await picture(page, 'swagger-ui');
    await authorise(page);
    const ids = new Map([['business_id', api.businessId]]);
    const answers: string[] = [];
    const routes = routesOf(document);
    // Whom to merge a person would look up as well.
    const { body: other } = await api.post('/customers', { name: 'Acme Corp', email: 'acme@example.com' });
    // A customer with the external id of the example, whichever of its operations comes first.
    await api.put('/customers/external/crm-4711', { name: 'External', email: 'external@example.com' });
    const edits = new Map([[mergeOperation, JSON.stringify({ from: [other['id']] })]]);
    for (const route of inOrder(routes)) {
      const { status, body } = await execute(route, ids, edits.get(route.operation.operationId));
      answers.push(`${route.operation.operationId} ${status}`);
      const parameter = idParameterOf(route, routes);
      if ((status === 201 || status === 202) && parameter !== undefined && !ids.has(parameter)) {
        ids.set(parameter, (body as { id: string }).id);
      }
      await blockOf(route).locator('.opblock-summary-control').click();
    }
    const refused = [
      // No request makes a delivery of an id that is known.
      'redeliver_delivery_api_v1_webhooks__webhook_id__deliveries__delivery_id__redeliver_post 404',
      // The file of one row has long been read by then: there is nothing left to cancel.
      'cancel_import_api_v1_customers_imports__import_id__delete 409',
    ];
    expect(answers.filter((answer) => !/ 20\d$/.test(answer))).toEqual(refused);
    expect(answers.length).toBeGreaterThan(20);
    expect(complaints).toEqual([]);
  }, 300_000);

  it('shows a 422 with what is wrong, and where', async () => {
    const route = routesOf(document).find(
      ({ operation }) => operation.operationId === 'create_customer_api_v1_customers_post',
    );
    if (route === undefined) throw new Error('There is no such operation');
    const { status, body, shown } = await execute(route, new Map(), '{"name": "Acme Corporation"}');
    expect(status).toBe(422);
    expect(shown).toContain('422');
    expect(body).toEqual({
      detail: [
        {
          type: 'missing',
          loc: ['body', 'email'],
          msg: 'Field required',
          input: { name: 'Acme Corporation' },
        },
      ],
    });
    expect(complaints).toEqual([]);
  }, 60_000);

  it('fits a phone: nothing is wider than its screen', async () => {
    const phone = await openPage(browser, { viewport: { width: 390, height: 844 }, isMobile: true });
    watch(phone);
    await phone.goto(`${service.url}/docs`);
    await phone.locator('.opblock-summary-control').first().click();
    await phone.waitForSelector('.opblock-body .btn.execute');
    const { scrolled, width } = await phone.evaluate(() => ({
      scrolled: globalThis.document.documentElement.scrollWidth,
      width: globalThis.innerWidth,
    }));
    await picture(phone, 'phone');
    await phone.close();
    expect(scrolled).toBeLessThanOrEqual(width);
    expect(complaints).toEqual([]);
  }, 60_000);
});
