/** What stays in memory after an hour of rounds and scrapes, and after a week that nobody looks at, on a clock that steps. */

import { ROUNDS, runLong, WEEK } from '../support/long-run/long-run.ts';
import { figure } from './figure.ts';
import type { Measure } from './figure.ts';

const rounds: Measure = async () => {
  const { grownMib, scrapes } = await runLong(ROUNDS);
  return [
    figure({
      name: 'agent.growth_rounds',
      value: grownMib,
      unit: 'MiB',
      against: `the same process before: 3 600 rounds of 200 channels, host, textfile and a log; ${String(scrapes)} scrapes in all; forced collections`,
      atMost: 1,
    }),
  ];
};

const week: Measure = async () => {
  const { grownMib, mostSpoolBytes, written, delivered, doubled } = await runLong(WEEK);
  const against =
    'the same process after its first hours: a week without a scrape, the recorder away';
  return [
    figure({ name: 'agent.growth_week', value: grownMib, unit: 'MiB', against, atMost: 1 }),
    figure({
      name: 'agent.spool_week',
      value: mostSpoolBytes / WEEK.spoolBytes,
      unit: 'of its limit',
      against: 'the limit, and one round more',
      atMost: 1.05,
    }),
    figure({
      name: 'agent.lost_week',
      value: written - delivered + doubled,
      unit: 'readings',
      against: `${String(written)} readings in the log, all of which must come once when the recorder is back`,
      atMost: 0,
    }),
  ];
};

const measures: readonly Measure[] = [rounds, week];
export default measures;
