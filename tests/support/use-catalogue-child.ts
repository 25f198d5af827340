/** A command that uses the catalogue of the home it is given: says "ready", and for each line it reads counts, "quit" ends it. */

import { createInterface } from 'node:readline';

import { openCatalogue } from '#telemetry/catalogue/open.ts';
import { stderrLog } from '#telemetry/log.ts';
import { testConfig, UNSYNCED } from './catalogue.ts';

const home = process.argv[2] ?? '';
const catalogue = await openCatalogue({
  config: testConfig(home),
  mode: 'use',
  log: stderrLog('catalogue'),
  serverArguments: UNSYNCED,
});
const own = catalogue.serverPid() === null ? 'guest' : 'owner';
process.stdout.write(`ready ${own}\n`);
for await (const line of createInterface({ input: process.stdin })) {
  if (line === 'quit') break;
  const rows = await catalogue.pools.publisher.query<unknown[]>('SELECT 1');
  process.stdout.write(`rows ${String(rows.length)}\n`);
}
await catalogue.close();
process.stdout.write('closed\n');
process.exit(0);
