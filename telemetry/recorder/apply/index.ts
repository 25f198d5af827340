/** How each kind of fact is taken in, in the order in which kinds depend on each other; one line each. */

import type { Fact, FactKind } from '../../facts/index.ts';
import { span } from '../../otel/trace.ts';
import type { ApplyContext, ApplyFacts, FactOf, Sequenced } from '../context.ts';
import { applyChannels } from './channels.ts';
import { applyCopyLists } from './copy-lists.ts';
import { applyEntries } from './entries.ts';
import { applyFiles } from './files.ts';
import { applyFlags } from './flags.ts';
import { applyGaps } from './gaps.ts';
import { applyImportRows } from './import-rows.ts';
import { applyJobs } from './jobs.ts';
import { applyQuotas } from './quotas.ts';
import { applyQueues } from './queues.ts';
import { applyReadings } from './readings.ts';
import { applyReplicas } from './replicas.ts';
import { applySweeps } from './sweeps.ts';
import { applyUsage } from './usage.ts';

type Applier = (context: ApplyContext, facts: readonly Sequenced<Fact>[]) => Promise<void>;

const AT_READINGS = { 'code.function.name': 'telemetry/recorder/apply/readings.ts#applyReadings' };

/** A channel before its readings, a file before its copies, sweeps and import row, a job before its queue. */
const APPLIERS: readonly Applier[] = [
  only('channel', applyChannels),
  only('readings', (context, facts) =>
    span('apply', AT_READINGS, () => applyReadings(context, facts)),
  ),
  only('file', applyFiles),
  only('replica', applyReplicas),
  only('copy-list', applyCopyLists),
  only('sweep', applySweeps),
  only('import-row', applyImportRows),
  only('job', applyJobs),
  only('queue', applyQueues),
  only('usage', applyUsage),
  only('quota', applyQuotas),
  only('entry', applyEntries),
  only('flag', applyFlags),
  only('gap', applyGaps),
];

/** Takes in facts of any kinds. */
export async function applyFacts(
  context: ApplyContext,
  facts: readonly Sequenced<Fact>[],
): Promise<void> {
  for (const apply of APPLIERS) await apply(context, facts);
}

function only<Kind extends FactKind>(kind: Kind, apply: ApplyFacts<Kind>): Applier {
  const isKind = (fact: Sequenced<Fact>): fact is Sequenced<FactOf<Kind>> =>
    fact.fact.kind === kind;
  return async (context, facts) => {
    const wanted = facts.filter(isKind);
    if (wanted.length > 0) await apply(context, wanted);
  };
}
