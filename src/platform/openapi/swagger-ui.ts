import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { OpenAPIObject } from '@nestjs/swagger';
import type { FastifyInstance } from 'fastify';
import { Asset } from './assets.js';

const javascript = 'text/javascript; charset=utf-8';
const css = 'text/css; charset=utf-8';

/** Runs in the browser; the document is found from where this script is, also behind a proxy that adds a path. */
const start = `
const { src } = document.currentScript;
window.addEventListener('load', () => {
  window.ui = SwaggerUIBundle({
    url: new URL('../openapi.json', src).href,
    dom_id: '#swagger-ui',
    deepLinking: true,
    defaultModelsExpandDepth: 0,
    displayRequestDuration: true,
    persistAuthorization: true,
    showExtensions: true,
    tryItOutEnabled: true,
    validatorUrl: null,
  });
});
`;

/** What Swagger UI lacks: room on a phone, and calm on a desk. */
const style = `
body { margin: 0; background: #fafafa; }
.swagger-ui { font-family: system-ui, sans-serif; }
.swagger-ui .info { margin: 32px 0 16px; }
.swagger-ui .info .title { font-family: inherit; }
.swagger-ui .info p, .swagger-ui .opblock-tag small { font-family: inherit; }
.swagger-ui .scheme-container { padding: 16px 0; box-shadow: none; border-block: 1px solid #e4e4e4; }
.swagger-ui .opblock { border-radius: 6px; box-shadow: none; }
.swagger-ui .opblock .opblock-summary-description { font-family: inherit; color: #50555c; }
@media (max-width: 640px) {
  .swagger-ui .wrapper { padding: 0 12px; }
  .swagger-ui .opblock-tag { flex-wrap: wrap; font-size: 20px; }
  .swagger-ui .opblock-tag small { flex: 1 0 100%; order: 3; padding: 0; }
  .swagger-ui .opblock .opblock-summary { flex-wrap: wrap; }
  .swagger-ui .opblock .opblock-summary-method { min-width: 64px; padding: 6px 0; font-size: 12px; }
  .swagger-ui .opblock .opblock-summary-path { max-width: none; word-break: break-word; font-size: 13px; }
  .swagger-ui .opblock .opblock-summary-description { flex: 1 0 100%; padding: 4px 0 0; font-size: 13px; }
  .swagger-ui .opblock-body { overflow-x: auto; }
  .swagger-ui table.parameters > thead { display: none; }
  .swagger-ui table.parameters > tbody > tr > td { display: block; width: auto; padding: 6px 0; }
  .swagger-ui .parameters-col_description { width: auto; }
  .swagger-ui .parameters-col_description input, .swagger-ui .parameters-col_description select {
    width: 100%; max-width: none; box-sizing: border-box;
  }
  .swagger-ui .responses-inner { padding: 12px; }
  .swagger-ui .scheme-container .schemes { flex-wrap: wrap; }
  .swagger-ui .dialog-ux .modal-ux { min-width: 0; width: calc(100vw - 24px); }
}
`;

const distributed: Readonly<Record<string, string>> = {
  'swagger-ui-bundle.js': javascript,
  'swagger-ui.css': css,
  'favicon-32x32.png': 'image/png',
};

/** The files are found, and not imported: the package's own entry would run all of the browser's code here. */
const directory = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));

function readAssets(): Map<string, Asset> {
  return new Map([
    ...Object.entries(distributed).map(
      ([name, type]) => [name, new Asset(type, readFileSync(join(directory, name)))] as const,
    ),
    ['start.js', new Asset(javascript, Buffer.from(start))],
    ['style.css', new Asset(css, Buffer.from(style))],
  ]);
}

function page(assets: ReadonlyMap<string, Asset>, base: string): Asset {
  const at = (name: string) => `${base}${name}?v=${assets.get(name)?.version ?? ''}`;
  const html = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Customers API</title>
<link rel="icon" href="${at('favicon-32x32.png')}">
<link rel="stylesheet" href="${at('swagger-ui.css')}">
<link rel="stylesheet" href="${at('style.css')}">
</head>
<body>
<div id="swagger-ui"></div>
<script src="${at('swagger-ui-bundle.js')}"></script>
<script src="${at('start.js')}"></script>
</body>
</html>
`;
  return new Asset('text/html; charset=utf-8', Buffer.from(html));
}

/** Serves the document at /openapi.json, and Swagger UI at /docs with nothing from another host. */
export function serveDocument(server: FastifyInstance, document: () => OpenAPIObject): void {
  const assets = readAssets();
  const besides = page(assets, './docs/');
  const within = page(assets, './');
  let json: Asset | undefined;
  server.get('/openapi.json', (request, reply) => {
    json ??= new Asset('application/json; charset=utf-8', Buffer.from(JSON.stringify(document())));
    return json.send(request, reply);
  });
  server.get('/docs', (request, reply) =>
    (request.url.startsWith('/docs/') ? within : besides).send(request, reply),
  );
  for (const [name, asset] of assets) {
    server.get(`/docs/${name}`, (request, reply) => asset.send(request, reply));
  }
}
