/** HTCondor: the jobs of any schedds, who left them and how, the slots of any pools, and logs of events as they are written. */

import { condorMetrics } from '#telemetry/metrics/batch.ts';

import { defineCollector } from '../collector.ts';
import type { Collector, CollectorContext } from '../collector.ts';
import { gather, tryRound } from './batch/source.ts';
import type { CondorSettings, ScheddSettings } from './htcondor.schema.ts';
import { createEventLog } from './htcondor/event-log.ts';
import { createPool } from './htcondor/pool.ts';
import { createRunner } from './htcondor/programs.ts';
import { createSchedd } from './htcondor/schedd.ts';
import { condorSources } from './htcondor/sources.ts';

export const htcondor = defineCollector<CondorSettings>({
  name: 'htcondor',
  summary: "HTCondor's jobs, how they ended, and the cores of its pools",
  intervalMs: 60_000,
  // A queue and a history, each within its timeout.
  deadlineMs: 100_000,
  metrics: condorMetrics,
  schema: async () => (await import('./htcondor.schema.ts')).condorSchema,
  create: createCondor,
  sources: (settings) => condorSources(settings, scheddsOf(settings)),
});

/** Settings without a list mean one schedd: the local one, or what `command` prints, with a history where `history_command` prints one. */
function scheddsOf(settings: CondorSettings): ScheddSettings[] {
  const { schedds, logs, pools, command, history_command, instance } = settings;
  const isElsewhere = command === null && logs.length + pools.length > 0;
  if (schedds.length > 0 || isElsewhere) return schedds;
  return [
    {
      instance,
      pool: null,
      name: null,
      constraint: null,
      history: command === null || history_command !== null,
      history_limit: 10_000,
      history_first_h: 24,
    },
  ];
}

/** Makes the collector; see `htcondor.schema.ts` for its settings. */
export function createCondor(settings: CondorSettings, context: CollectorContext): Collector {
  const run = createRunner(settings, context.signal);
  const schedds = scheddsOf(settings).map((schedd) => createSchedd(schedd, context, run, settings));
  const pools = settings.pools.map((pool) => createPool(pool, run));
  const logs = settings.logs.map((log) => {
    const queue = schedds.find(({ subject }) => subject === log.instance);
    return createEventLog(log, context, (id) => queue?.submittedAt(id) ?? null);
  });
  return {
    async collect() {
      const asked = await Promise.all([...schedds, ...pools].map(tryRound));
      // After the queues: a log asks them for jobs whose submission it does not hold.
      const read = await Promise.all(logs.map(tryRound));
      return gather([...asked, ...read]);
    },
  };
}
