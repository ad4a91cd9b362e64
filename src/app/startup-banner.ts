import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { scopes } from '../modules/tokens/scopes.js';
import { TokensService } from '../modules/tokens/tokens.service.js';
import { BusinessesService } from '../modules/businesses/businesses.service.js';

const demoOwner = 'demo@example.com';

/**
 * Says where the service is. On the first start of an embedded database, which only this machine can reach, it also creates a
 * business and a token to try it with: a secret is shown once, so that later starts have none to show.
 */
export async function printStartupBanner(app: NestFastifyApplication, isEmbedded: boolean): Promise<void> {
  const url = (await app.getUrl()).replace('[::1]', 'localhost').replace('0.0.0.0', '127.0.0.1');
  const lines = [`Customers API  ${url}/api/v1`, `Swagger UI     ${url}/docs`];
  const businesses = app.get(BusinessesService);
  if (isEmbedded && (await businesses.isEmpty())) {
    const business = await businesses.create('Demo business');
    const { token } = await app.get(TokensService).create({
      name: 'Demo token',
      owner_email: demoOwner,
      scopes: [...scopes],
      business_ids: [business.id],
    });
    lines.push(
      '',
      'Create a customer (the token is shown only now):',
      '',
      createCustomerCommand(url, token, business.id),
    );
  } else {
    lines.push('', 'Another token: npm run --silent cli -- token create --help');
  }
  // Standard output is the log's, each of whose lines is JSON.
  process.stderr.write(`\n${lines.join('\n')}\n\n`);
}

const createCustomerCommand = (url: string, token: string, businessId: string) =>
  [
    `curl -i ${url}/api/v1/customers`,
    `-H 'Authorization: Bearer ${token}'`,
    `-H 'x-business-id: ${businessId}'`,
    `-H 'Content-Type: application/json'`,
    `-d '{"name": "Acme Corporation", "email": "billing@acme.example.com"}'`,
  ].join(' \\\n  ');
