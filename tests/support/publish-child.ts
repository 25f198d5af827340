/** Publishes the catalogue of a home that another process holds, again and again, and says so each time, until it is killed. */

import { openCatalogue } from '#telemetry/catalogue/open.ts';
import { consistentReads } from '#telemetry/catalogue/read/consistent.ts';
import { silentLog } from '#telemetry/effects.ts';
import { createPublisher } from '#site/snapshot/publisher.ts';
import { testConfig } from './catalogue.ts';

const [home = '', directory = '', at = '0'] = process.argv.slice(2);
const catalogue = await openCatalogue({ config: testConfig(home), mode: 'use' });
let now = Number(at);
const publisher = await createPublisher({
  directory,
  effects: { clock: { now: () => now, monotonic: () => now }, log: silentLog },
  demoNote: null,
  readConsistently: consistentReads(catalogue.pools.publisher),
});
for (;;) {
  // A minute later everything is due.
  now += 61_000;
  await publisher.publish();
  process.stdout.write(`published at ${now}\n`);
}
