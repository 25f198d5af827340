/** Counts what a recorder is given and answers, for the hub's metrics. */

import type { Recorder, RecordResult } from '#telemetry/recorder/recorder.ts';

export interface RecordCounts {
  readonly batches: Readonly<Record<string, number>>;
  readonly facts: Readonly<Record<string, number>>;
  readonly refused: number;
}

const OUTCOMES: Readonly<Record<RecordResult['status'], string>> = {
  200: 'recorded',
  400: 'malformed',
  409: 'expected another',
  500: 'failed',
  503: 'catalogue away',
};

/** Returns the recorder with its counts; a batch that was sent again counts its facts again, since it was answered again. */
export function countRecords(recorder: Recorder): {
  readonly recorder: Recorder;
  readonly counts: () => RecordCounts;
} {
  const batches: Record<string, number> = {};
  const facts: Record<string, number> = {};
  let refused = 0;
  return {
    counts: () => ({ batches, facts, refused }),
    recorder: {
      ...recorder,
      async record(batch) {
        const result = await recorder.record(batch);
        const outcome = OUTCOMES[result.status];
        batches[outcome] = (batches[outcome] ?? 0) + 1;
        if (result.status !== 200) return result;
        refused += result.body.refused.length;
        for (const kind of kindsOf(batch)) facts[kind] = (facts[kind] ?? 0) + 1;
        return result;
      },
    },
  };
}

function kindsOf(batch: unknown): readonly string[] {
  if (
    typeof batch !== 'object' ||
    batch === null ||
    !('facts' in batch) ||
    !Array.isArray(batch.facts)
  )
    return [];
  return batch.facts.flatMap((fact: unknown) =>
    typeof fact === 'object' && fact !== null && 'kind' in fact && typeof fact.kind === 'string'
      ? [fact.kind]
      : [],
  );
}
