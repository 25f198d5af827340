/** The hub's own health as series: what it observes of itself becomes readings once a minute, as with agents. */

import type { Effects } from '#telemetry/effects.ts';
import { describeError } from '#telemetry/errors.ts';
import type { Fact } from '#telemetry/facts/index.ts';
import { createMetricRecorder } from '#telemetry/facts/record-metrics.ts';
import type { Observation } from '#telemetry/metrics/definition.ts';
import { hubReadingsLost } from '#telemetry/metrics/hub.ts';
import { HUB } from '#telemetry/metrics/recorded-name.ts';
import type { Recorder } from '#telemetry/recorder/recorder.ts';

/** How often the hub looks whether a point is due, ms: as often as it asks the catalogue. */
const LOOK_MS = 5_000;
/** It has no spool: its stream is one, and goes on after a start where the catalogue says that it is. */
const SPOOL = '00000000-0000-4000-8000-000000000000';
/** What waits while the catalogue is away: some hours of readings. */
const MOST_WAITING = 5_000;

export interface HubRecorder {
  /** Keeps what is due. Never throws; one at a time. */
  readonly look: () => Promise<void>;
  /** How many readings were lost. */
  readonly observations: () => readonly Observation[];
  /** Resolves when what was begun is done. */
  readonly settled: () => Promise<void>;
}

export interface HubRecorderOptions {
  readonly effects: Effects;
  readonly recorder: Pick<Recorder, 'record'>;
  /** What is true of the hub now; only metrics that are declared `record` are kept. */
  readonly observations: () => readonly Observation[];
}

/** Makes the recorder; what the catalogue cannot take waits in memory, the oldest readings go first when there are too many. */
export function createHubRecorder({
  effects,
  recorder,
  observations,
}: HubRecorderOptions): HubRecorder {
  const { clock, log } = effects;
  const metrics = createMetricRecorder(HUB, LOOK_MS);
  const waiting: Waiting = { facts: [], lost: 0, isLosing: false };
  /** Of the last fact that the catalogue has; null: it was not asked yet. */
  let reached: number | null = null;
  let running: Promise<void> | null = null;
  let said = '';

  const send = async (facts: readonly Fact[]): Promise<number> => {
    const first = (reached ?? 0) + 1;
    const { status, body } = await recorder.record({
      version: 1,
      agent: HUB,
      spool: SPOOL,
      stream: HUB,
      first,
      last: first + facts.length - 1,
      facts,
      sentAt: clock.now(),
      heartbeat: null,
    });
    if (status === 200) return body.acknowledged;
    // The catalogue was brought back from a backup: it is asked anew where the stream is.
    reached = null;
    throw new Error(status === 409 ? `the stream is at ${body.expected - 1}` : body.error);
  };
  const record = async (): Promise<void> => {
    try {
      keep(waiting, metrics.facts(observations(), clock.now(), clock.monotonic()), log);
      if (waiting.facts.length === 0) return;
      reached ??= await send([]);
      reached = await send(waiting.facts);
      waiting.facts = [];
      waiting.isLosing = false;
      said = '';
    } catch (error) {
      const text = describeError(error);
      if (said === '') said = tell(log, text);
    }
  };
  return {
    look() {
      running ??= record().finally(() => (running = null));
      return running;
    },
    observations: () => [{ metric: hubReadingsLost, labels: {}, value: waiting.lost }],
    settled: async () => void (await running),
  };
}

/** What the catalogue has not taken yet. */
interface Waiting {
  facts: readonly Fact[];
  /** Readings that went because there were too many. */
  lost: number;
  /** That some go has been said. */
  isLosing: boolean;
}

/** Adds facts; what is lost by that is counted, and said once until the catalogue has taken the rest. */
function keep(waiting: Waiting, facts: readonly Fact[], log: Effects['log']): void {
  const all = [...waiting.facts, ...facts];
  waiting.facts = newest(all);
  const lost = all.length - waiting.facts.length;
  if (lost === 0) return;
  waiting.lost += lost;
  if (!waiting.isLosing)
    tell(log, 'too many readings wait for the catalogue, and the oldest are lost');
  waiting.isLosing = true;
}

/** Said once, until it is well again. */
function tell(log: Effects['log'], text: string): string {
  log.write('warn', `keeping how the hub is failed: ${text}`);
  return text;
}

/** Declarations stay: without one a channel has no unit. */
function newest(facts: readonly Fact[]): Fact[] {
  const tooMany = facts.length - MOST_WAITING;
  if (tooMany <= 0) return [...facts];
  let left = tooMany;
  return facts.filter(({ kind }) => kind === 'channel' || (left -= 1) < 0);
}
