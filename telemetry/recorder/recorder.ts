/** The recorder: the only writer of facts to the catalogue. */

import type { Pool } from 'mariadb';

import { isTransientSqlError } from '../catalogue/sql-error.ts';
import type { CampaignConfig } from '../config/schema.ts';
import { silentLog, systemClock, type Clock, type Log } from '../effects.ts';
import { describeError, FlashError } from '../errors.ts';
import type { BatchAcknowledged, BatchExpected } from '../facts/batch.ts';
import type { Fact } from '../facts/index.ts';
import { span } from '../otel/trace.ts';
import { closeIdleRuns } from './idle-runs.ts';
import { recordBatch, type Outcome } from './record-batch.ts';
import { envelopeSchema, type Envelope, type Heartbeat } from './schemas/envelope.ts';
import { describeIssues } from './schemas/index.ts';
import { writeTransaction } from './transaction.ts';

/** What a recorder writes with. */
export interface RecorderOptions {
  /** Of the account `flash_recorder`. */
  readonly pool: Pool;
  readonly clock?: Clock;
  readonly log?: Log;
  /** Of the configuration: limits of channels that report for the first time. */
  readonly campaigns?: readonly CampaignConfig[];
  /** A run closes after ten cadences plus this long without a file, ms (default 15 min). */
  readonly idleCloseMs?: number;
  /** Called after every commit, with its `traceparent` where it is traced: the publisher is nudged with it. */
  readonly onCommit?: (trace: string | null) => void;
  /** Called after the commit of a batch with its agent and the facts that were new: alarms are judged by them. */
  readonly onFacts?: (agent: string, facts: readonly Fact[]) => void;
  /** Called after the commit of a batch that says how its agent is. */
  readonly onHeartbeat?: (agent: string, heartbeat: Heartbeat) => void;
}

/** What HTTP answers, and what the in-process door gets. */
export type RecordResult =
  | { readonly status: 200; readonly body: BatchAcknowledged }
  | { readonly status: 409; readonly body: BatchExpected }
  | { readonly status: 400 | 500 | 503; readonly body: { readonly error: string } };

/** Takes batches, one after the other. */
export interface Recorder {
  /** Takes in one batch of anything: 200 committed, 409 begins too late, 400 no batch, 503 try again, 500 a fault of ours. */
  readonly record: (batch: unknown) => Promise<RecordResult>;
  /** Closes runs that have been idle for too long and removes old change rows; call it every few seconds. */
  readonly tick: () => Promise<void>;
  /** Resolves when what was begun is done. */
  readonly close: () => Promise<void>;
}

/** A run may close as idle only when none of its files arrived for this long, however old those files are, ms. */
const QUIET_MS = 30_000;

/** Makes a recorder; batches are written one after the other. */
export function createRecorder({
  pool,
  clock = systemClock,
  log = silentLog,
  campaigns = [],
  idleCloseMs = 900_000,
  onCommit = () => undefined,
  onFacts = () => undefined,
  onHeartbeat = () => undefined,
}: RecorderOptions): Recorder {
  const inOrder = createQueue();
  const startedAt = clock.now();
  const lastArrival = new Map<number, number>();
  const settings = () => ({ campaigns, idleCloseMs, now: clock.now() });
  const write = async (envelope: Envelope): Promise<RecordResult> => {
    const attributes = {
      'code.function.name': 'telemetry/recorder/transaction.ts#writeTransaction',
      'flash.stream': envelope.stream,
      'flash.facts': envelope.facts.length,
    };
    let trace: string | null = null;
    const outcome = await span('commit', attributes, ({ traceparent }) => {
      trace = traceparent;
      return writeTransaction(pool, async (connection) => {
        const result = await recordBatch(connection, envelope, settings());
        return { commit: result.kind === 'acknowledged', result };
      });
    });
    if (outcome.kind === 'acknowledged') {
      for (const id of outcome.runs) lastArrival.set(id, clock.now());
      onFacts(envelope.agent, outcome.facts);
      if (envelope.heartbeat !== null) onHeartbeat(envelope.agent, envelope.heartbeat);
      onCommit(trace);
    }
    return answer(outcome);
  };
  return {
    record: async (batch) => {
      const parsed = envelopeSchema.safeParse(batch);
      if (!parsed.success) {
        return { status: 400, body: { error: `not a batch: ${describeIssues(parsed.error)}` } };
      }
      return await inOrder(() => write(parsed.data)).catch((thrown: unknown) =>
        explainFailure(thrown, log),
      );
    },
    tick: () =>
      inOrder(async () => {
        const isQuiet = (id: number) => clock.now() - (lastArrival.get(id) ?? startedAt) > QUIET_MS;
        if (await closeIdleRuns(pool, settings(), isQuiet)) onCommit(null);
      }),
    close: () => inOrder(() => Promise.resolve()),
  };
}

function answer(outcome: Outcome): RecordResult {
  if (outcome.kind === 'expected') return { status: 409, body: { expected: outcome.expected } };
  const { acknowledged, refused, added } = outcome;
  return { status: 200, body: { acknowledged, refused, added } };
}

function explainFailure(thrown: unknown, log: Log): RecordResult {
  const error = describeError(thrown).split('\n')[0] ?? 'unknown';
  const isTransient =
    isTransientSqlError(thrown) || (thrown instanceof FlashError && thrown.isTransient());
  log.write(isTransient ? 'warn' : 'error', 'a batch was not recorded', { error });
  if (isTransient) return { status: 503, body: { error: `the catalogue is away: ${error}` } };
  return { status: 500, body: { error } };
}

/** Runs tasks one after the other; a failed one does not hold up the next. */
function createQueue(): <Result>(task: () => Promise<Result>) => Promise<Result> {
  let last: Promise<unknown> = Promise.resolve();
  return async (task) => {
    const run = last.then(task);
    last = run.catch(() => undefined);
    return await run;
  };
}
