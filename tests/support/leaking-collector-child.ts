/** One collector that keeps some 4 MB of every round: `leaking-collector-child.ts SPOOL ROUNDS`. */

import { createRunner } from '#agents/run-collector.ts';
import { systemTimers } from '#agents/timers.ts';
import { silentLog, systemClock } from '#telemetry/effects.ts';
import { createBoard } from '#telemetry/otel/board.ts';
import { openSpool } from '#telemetry/spool/spool.ts';

const [, , file = '', rounds = '0'] = process.argv;
const effects = { clock: systemClock, log: silentLog };
const spool = openSpool({ file, maxBytes: 1e9, effects });
const end = new AbortController();
const kept: number[][] = [];

await createRunner({
  name: 'leak',
  intervalMs: 1,
  deadlineMs: 10_000,
  node: 'n',
  site: 's',
  timeZone: 'UTC',
  spool,
  board: createBoard(systemClock),
  effects,
  timers: systemTimers,
  create({ cursor }) {
    let n = Number(cursor.get('n') ?? '0');
    return {
      collect() {
        n += 1;
        kept.push(Array.from({ length: 500_000 }, (_, i) => i + n));
        if (n > Number(rounds)) {
          end.abort();
          return Promise.resolve({ facts: [], observations: [], problems: [], cursor: {} });
        }
        return Promise.resolve({
          facts: [{ kind: 'readings', channel: 'a/b', values: [[n, n, 'good']], origin: 'live' }],
          observations: [],
          problems: [],
          cursor: { n: String(n) },
        });
      },
    };
  },
}).run(end.signal);
spool.close();
