/** One pool: its cores and slots, counted from a single question. */

import { parseCondorAds } from '#agents/formats/condor-json.ts';
import { countSlots } from '#agents/formats/condor-slots.ts';
import { FlashError } from '#telemetry/errors.ts';
import * as metrics from '#telemetry/metrics/batch.ts';
import type { Observation } from '#telemetry/metrics/definition.ts';
import type { PoolSettings } from '../htcondor.schema.ts';
import { statusCommand } from './programs.ts';
import type { RunCondor } from './programs.ts';
import { parseProblem } from '#agents/collectors/batch/source.ts';
import type { Source } from '#agents/collectors/batch/source.ts';

/** Makes the source. A pool and a schedd may have one name: what both would say of it is left to the schedd. */
export function createPool(pool: PoolSettings, run: RunCondor): Source {
  const labels = { batch_system: 'htcondor', batch_instance: pool.instance };
  return {
    subject: pool.instance,
    down: [],
    async round() {
      const command = statusCommand(pool);
      const answer = parseCondorAds(await run(command));
      if (!answer.ok) throw notRead(command, answer.reason);
      const { slots, cores, unsized } = countSlots(answer.ads);
      const byState = (
        metric: Observation['metric'],
        counts: Iterable<readonly [string, number]>,
      ): Observation[] =>
        [...counts].map(([state, value]) => ({ metric, labels: { ...labels, state }, value }));
      const limit = cores.claimed + cores.idle + cores.other;
      const message = `${String(unsized)} slots do not say how many cores they have`;
      return {
        facts: [],
        observations: [
          ...byState(metrics.batchSlots, slots),
          ...byState(metrics.batchCores, Object.entries(cores)),
          { metric: metrics.batchCoresLimit, labels, value: limit },
        ],
        problems: unsized === 0 ? [] : [parseProblem(pool.instance, message)],
        cursor: {},
        more: false,
      };
    },
  };
}

function notRead(command: readonly string[], reason: string): FlashError {
  return new FlashError({
    operation: "read HTCondor's slots",
    subject: command.join(' '),
    reason,
    hint: 'run the command by hand; it must print the JSON of `condor_status -json`',
    transient: true,
  });
}
