import { describe } from '@jest/globals';
import { citusUrls } from './citus.mjs';

/** Whether the tests have a cluster of several PostgreSQL servers. */
export const hasSeveralNodes = citusUrls.length > 0;

/** What looks into the tables, the plans or the sessions of one PostgreSQL: left out where the tests have several. */
export const describeOnOneNode = hasSeveralNodes ? describe.skip : describe;
