/** The agent whose cost per scrape is measured: nothing but `host`, with a round of it before each scrape. */

import { host } from '#agents/collectors/host.ts';
import { silentLog, systemClock } from '#telemetry/effects.ts';
import { servePlain } from '#telemetry/http/serve-plain.ts';
import { createBoard } from '#telemetry/otel/board.ts';
import { createExposition } from '#telemetry/otel/exposition.ts';

/** Its words: listening address, the collector's settings as JSON. */
const [address = '', settings = '{}'] = process.argv.slice(2);

const { signal } = new AbortController();
const collector = host.create(JSON.parse(settings), {
  effects: { clock: systemClock, log: silentLog },
  node: 'bench',
  site: 'LNF',
  timeZone: 'UTC',
  cursor: new Map(),
  signal: () => signal,
});
const board = createBoard(systemClock);
const exposition = createExposition({ board, clock: systemClock });

void servePlain({
  what: 'bench',
  address,
  async handler(request) {
    const { observations } = await collector.collect();
    board.put('host', observations, 60_000);
    return exposition.handle(request);
  },
});
