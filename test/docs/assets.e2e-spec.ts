import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { head, sendRaw } from '../support/raw-connection.js';
import { type SharedService, shareService } from '../support/shared-service.js';

describe('the document and the files of Swagger UI', () => {
  let service: SharedService;

  beforeAll(async () => {
    service = await shareService();
  });
  afterAll(() => service.release());

  /** As it is sent: fetch would decompress it, and ask for compression by itself. */
  const ask = (path: string, headers: Readonly<Record<string, string>> = {}) => {
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
    return sendRaw(service.url, head('GET', path, lines));
  };

  const paths = ['/openapi.json', '/docs', '/docs/swagger-ui-bundle.js', '/docs/style.css'];

  it.each(paths)('are sent compressed, as the client takes them: %s', async (path) => {
    const plain = await ask(path);
    expect(plain.status).toBe(200);
    expect(plain.headers['content-encoding']).toBeUndefined();
    const [brotli, gzip, refused] = await Promise.all([
      ask(path, { 'accept-encoding': 'gzip, deflate, br' }),
      ask(path, { 'accept-encoding': 'gzip' }),
      ask(path, { 'accept-encoding': 'br;q=0, gzip;q=0.0' }),
    ]);
    expect(brotli.headers).toMatchObject({ 'content-encoding': 'br', vary: 'accept-encoding' });
    expect(brotliDecompressSync(brotli.bytes).equals(plain.bytes)).toBe(true);
    expect(gzip.headers).toMatchObject({ 'content-encoding': 'gzip', vary: 'accept-encoding' });
    expect(gunzipSync(gzip.bytes).equals(plain.bytes)).toBe(true);
    expect(refused.headers['content-encoding']).toBeUndefined();
    expect(refused.bytes.equals(plain.bytes)).toBe(true);
    expect(brotli.bytes.length).toBeLessThan(plain.bytes.length * 0.6);
  });

  it.each(paths)('are not sent again to who has them: %s', async (path) => {
    const encodings = ['identity', 'gzip', 'br'];
    const etags = await Promise.all(
      encodings.map(async (encoding) => {
        const { headers } = await ask(path, { 'accept-encoding': encoding });
        const again = { 'accept-encoding': encoding, 'if-none-match': `"other", ${headers['etag']}` };
        const { status, bytes, headers: unchanged } = await ask(path, again);
        expect({ status, length: bytes.length, etag: unchanged['etag'] }).toEqual({
          status: 304,
          length: 0,
          etag: headers['etag'],
        });
        return headers['etag'];
      }),
    );
    // The bytes differ, and so a strong ETag has to.
    expect(new Set(etags).size).toBe(encodings.length);
    expect((await ask(path, { 'if-none-match': '"other"' })).status).toBe(200);
  });

  it.each(['/docs', '/docs/'])('are found by the page at %s', async (path) => {
    const page = (await ask(path)).bytes.toString();
    const links = [...page.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, link = '']) => link);
    expect(links.length).toBeGreaterThan(4);
    for (const link of links) {
      const { pathname, search } = new URL(link, `${service.url}${path}`);
      expect({ link, status: (await ask(pathname + search)).status }).toEqual({ link, status: 200 });
    }
  });

  it('may be kept for good under the addresses that the page names, and are asked for again under others', async () => {
    const page = (await ask('/docs')).bytes.toString();
    const named = [...page.matchAll(/(?:src|href)="\.([^"]+)"/g)].map(([, path = '']) => path);
    expect(named.length).toBeGreaterThan(4);
    for (const path of named) {
      expect((await ask(path)).headers['cache-control']).toBe('public, max-age=31536000, immutable');
    }
    for (const path of [...paths, '/docs/style.css?v=of-another-release']) {
      expect((await ask(path)).headers['cache-control']).toBe('no-cache');
    }
  });
});
