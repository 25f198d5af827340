/** Jobs that have ended, asked from Slurm's accounting since the last that was seen. */

import type { CollectorContext, CollectorProblem } from '#agents/collector.ts';
import { parseSacctJson } from '#agents/formats/slurm-json.ts';
import type { SlurmJob, SlurmProblem } from '#agents/formats/slurm-job.ts';
import { parseSacctText } from '#agents/formats/slurm-text.ts';
import { describeError } from '#telemetry/errors.ts';
import type { ClusterSettings } from '../slurm.schema.ts';
import { accountingQuestion, createAsk } from './programs.ts';
import type { RunSlurm } from './programs.ts';

/** The accounting is asked when a job has ended or left the queue, and after this long in any case. */
const AGAIN_MS = 300_000;

/** The accounting learns of ends in no strict order: so much is asked again, in s. */
const OVERLAP_S = 120;

export interface AccountingLook {
  readonly jobs: readonly SlurmJob[];
  readonly unread: readonly SlurmProblem[];
  readonly problems: readonly CollectorProblem[];
  readonly cursor: Readonly<Record<string, string>>;
}

const NO_LOOK: AccountingLook = { jobs: [], unread: [], problems: [], cursor: {} };

/** Makes the look; one that fails is a problem and is made again from the same time. */
export function createAccounting(
  settings: ClusterSettings,
  context: CollectorContext,
  run: RunSlurm,
): (haveEnded: boolean) => Promise<AccountingLook> {
  const { instance, output, accounting_first_h: firstHours } = settings;
  const { clock } = context.effects;
  const key = `accounting/${instance}`;
  const ask = createAsk({ run, output, parseJson: parseSacctJson, parseText: parseSacctText });
  const kept = Number(context.cursor.get(key) ?? Number.NaN);
  let from = Number.isFinite(kept) ? kept : null;
  let nextAt = Number.NEGATIVE_INFINITY;
  return async (haveEnded) => {
    if (!haveEnded && clock.monotonic() < nextAt) return NO_LOOK;
    from ??= Math.floor(clock.now() / 1_000 - firstHours * 3_600);
    try {
      const question = accountingQuestion(settings, Math.max(0, from - OVERLAP_S));
      const { result, problems } = await ask(question);
      nextAt = clock.monotonic() + AGAIN_MS;
      for (const { endedAt } of result.jobs)
        if (endedAt !== null) from = Math.max(from, Math.floor(endedAt / 1_000));
      const { jobs, problems: unread } = result;
      return { jobs, unread, problems, cursor: { [key]: String(from) } };
    } catch (error) {
      nextAt = clock.monotonic() + AGAIN_MS;
      const message = `${describeError(error)}; without it set accounting: false`;
      return { ...NO_LOOK, problems: [{ reason: 'accounting', subject: instance, message }] };
    }
  };
}
