/** FAULTS=full: as often as says something; otherwise as often as a gate has time for. */
const isFull = process.env['FAULTS'] === 'full';

const of = (quick: number, full: number) => (isFull ? full : quick);

export const counts = {
  /** `kill -9` of a process of the service, and of PostgreSQL. */
  serviceKills: of(3, 20),
  databaseKills: of(2, 10),
  /** Sessions of the service that are ended, one after the other. */
  endedSessions: of(20, 200),
  /** Connections of clients, and of the service, that are cut. */
  cutRequests: of(150, 1_500),
  cutFlights: of(20, 200),
  /** How long a table is locked, and how long a statement may take meanwhile, in seconds. */
  lockSeconds: of(5, 20),
  statementSeconds: of(3, 15),
  /** How often the server turns read-only and back, the disk is filled and emptied, and so on. */
  failovers: of(2, 10),
  fullDisks: of(1, 5),
  clockSteps: of(2, 6),
  /** Events that a receiver is notified of that takes them when it pleases. */
  toldCustomers: of(12, 60),
};
