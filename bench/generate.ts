import { parseArgs } from 'node:util';
import { Client } from 'pg';
import { UsageError } from './options.js';
import { print } from './report.js';
import { fillDatabase, insertBusinessesText, scaleOf } from './scale/scale-database.js';

const help = `
Fills an empty database with businesses and customers, and prints a token for the largest business.

  DATABASE_URL=postgres://superuser@… node dist/bench/generate.js [options]

  --customers <n>    altogether (10000000)
  --businesses <n>   that have them (one for every 10000)
  --largest <n>      customers of the largest one (a tenth, at least 10000)
`.trimStart();

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      help: { type: 'boolean' },
      customers: { type: 'string', default: '10000000' },
      businesses: { type: 'string' },
      largest: { type: 'string' },
    },
  });
  if (values.help) {
    process.stdout.write(help);
    return;
  }
  const url = process.env['DATABASE_URL'];
  if (!url) throw new UsageError('DATABASE_URL has to name the database that is to be filled.');
  const usual = scaleOf(Number(values.customers));
  const scale = {
    ...usual,
    businesses: Number(values.businesses ?? usual.businesses),
    largest: Number(values.largest ?? usual.largest),
  };
  if (!Object.values(scale).every((number) => Number.isSafeInteger(number) && number >= 1)) {
    throw new UsageError('--customers, --businesses and --largest have to be positive integers.');
  }
  if (scale.largest > scale.customers) throw new UsageError('--largest exceeds --customers.');
  if (scale.customers > scale.largest * scale.businesses) {
    throw new UsageError('The others would be larger than --largest; there have to be more --businesses.');
  }
  const { tenant } = await fillDatabase(
    url,
    scale,
    async (ids) => {
      const client = new Client({ connectionString: url });
      await client.connect();
      try {
        await client.query(insertBusinessesText, [ids]);
      } finally {
        await client.end();
      }
    },
    (made) => print(`made ${made} of ${scale.customers}`),
  );
  print(JSON.stringify({ ...scale, business_id: tenant.businessId, token: tenant.token }));
}

await main().catch((error: unknown) => {
  process.stderr.write(
    `${error instanceof Error && !(error instanceof UsageError) ? error.stack : String(error)}\n`,
  );
  process.exitCode = 1;
});
