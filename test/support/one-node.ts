import { describe } from '@jest/globals';
import { citusUrls } from './citus.mjs';

/** What looks into the tables, the plans or the sessions of one PostgreSQL: left out where the tests have several. */
export const describeOnOneNode = citusUrls.length > 0 ? describe.skip : describe;
