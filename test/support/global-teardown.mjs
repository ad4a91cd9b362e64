export default async function globalTeardown() {
  await globalThis.endSharedService?.();
  if (process.env.TEST_DATABASE_URL || process.env.TEST_CITUS_URLS) {
    const { dropSharedDatabases } = await import('../../dist/test/support/database.js');
    await dropSharedDatabases();
  }
  await globalThis.endTestRun?.();
}
