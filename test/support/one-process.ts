import { it } from '@jest/globals';

/** TEST_REPLICAS: so many processes of the service share what a test sends; the one that the test runs in is one of them. */
export const replicas = Number(process.env['TEST_REPLICAS'] ?? 1);

/** A test that looks into the process that it runs in: left out where several processes share what it sends. */
export const itInOneProcess = replicas > 1 ? it.skip : it;
