/** The alarms of the hub: evaluated every second and after each batch, kept in the catalogue, told to whoever asks. */

import type { Pool } from 'mariadb';
import type { AlertDefinition, Source } from '#telemetry/alerts/definition.ts';
import { createEvaluator, widestWindows } from '#telemetry/alerts/evaluate.ts';
import { selectionsOf } from '#telemetry/alerts/result.ts';
import { createSamples } from '#telemetry/alerts/samples.ts';
import { saySummary } from '#telemetry/alerts/say.ts';
import type { Alarm } from '#telemetry/alarms/alarm.ts';
import { createChannelSeries } from '#telemetry/alarms/channel-series.ts';
import { createKeySeries, type LimitStates } from '#telemetry/alarms/key-series.ts';
import { createMachine, type AlarmChange, type Machine } from '#telemetry/alarms/machine.ts';
import { offAlerts } from '#telemetry/alarms/off.ts';
import { recordedMetric } from '#telemetry/alarms/recorded-metric.ts';
import { createTeller } from '#telemetry/alarms/tell.ts';
import type { AlarmChannelRow, AlarmRow } from '#telemetry/catalogue/alarms.ts';
import { readPending, readRaisedAlarms } from '#telemetry/catalogue/alarms.ts';
import { readToldChanges, type NewEvent, type Wish } from '#telemetry/catalogue/notices.ts';
import type { ReadConnection } from '#telemetry/catalogue/read/connection.ts';
import type { HysteresisOf } from '#telemetry/config/channel-limits.ts';
import type { Effects, Log } from '#telemetry/effects.ts';
import { describeError } from '#telemetry/errors.ts';
import { alarmEvent, type News, type Origin } from '#telemetry/events/make-event.ts';
import type { Fact } from '#telemetry/facts/index.ts';
import { cryostatByQuantity, cryostatOther } from '#telemetry/metrics/cryostat.ts';
import { keyField } from '#telemetry/metrics/experiment.ts';
import type { Observation } from '#telemetry/metrics/definition.ts';
import { readLimitStates } from './restore-limit-states.ts';
import { createFeed, readKeys } from './feed.ts';
import { AWAY_AT_MOST_MS, createPendingKeeper } from './keep-pending.ts';
import { createKeeper, type Keeper } from './keep.ts';

const EVERY_MS = 1_000;
/** Batches that come together are judged together. */
const SOON_MS = 50;
/** How often the limits of key channels, and which sources there are, are looked up. */
const LOOK_MS = 5_000;

export interface AlarmWatchOptions {
  readonly alerts: readonly AlertDefinition[];
  readonly effects: Effects;
  readonly pool: Pool;
  readonly read: <T>(use: (connection: ReadConnection) => Promise<T>) => Promise<T>;
  /** What the hub observes now. */
  readonly observations: () => readonly Observation[];
  /** The sources of alerts there are now. */
  readonly sources: () => ReadonlySet<Source>;
  /** How far a value must come back before a limit is kept again. */
  readonly hysteresis: HysteresisOf;
  /** Called when alarms in the catalogue have changed. */
  readonly onWritten: () => void;
  /** Where events say that they come from. */
  readonly origin: Origin;
  /** Who is told of which changes. */
  readonly wishes: readonly Wish[];
  /** Called with everything that became of alarms, once it is in the catalogue with who is to be told. */
  readonly onChanges?: (changes: readonly AlarmChange[]) => void;
}

export interface AlarmWatch {
  /** Facts of a batch that was recorded. */
  take(agent: string, facts: readonly Fact[]): void;
  /** Evaluates now; resolves when what changed is in the catalogue. */
  look(): Promise<void>;
  stop(): Promise<void>;
}

/** Reads what the catalogue knows and starts to evaluate. */
export async function watchAlarms(options: AlarmWatchOptions): Promise<AlarmWatch> {
  const { effects, read, observations, sources, hysteresis } = options;
  const { clock, log } = effects;
  const alerts = options.alerts.filter(({ seenBy }) => seenBy === 'both');
  const byName = new Map(alerts.map((alert) => [alert.name, alert]));
  const states = await read((connection) => readLimitStates(connection, clock.now(), hysteresis));
  const { setKeys, feed, evaluate } = openSeries(alerts, states);
  const keeper = await openKeeper(options, byName);
  const attempt = createAttempt(log);
  setKeys(await read((connection) => readKeys(connection, clock.now(), hysteresis)));
  await read((connection) => feed.load(connection, clock.now()));
  const machine = await read((connection) => openMachine(connection, alerts, clock.now()));
  const pending = createPendingKeeper(options.pool);
  let off = new Set<string>();
  let lookedAt = Number.NEGATIVE_INFINITY;

  const lookUp = async (): Promise<void> => {
    if (clock.monotonic() - lookedAt < LOOK_MS) return;
    setKeys(await read((connection) => readKeys(connection, clock.now(), hysteresis)));
    const rows = offAlerts(options.alerts, sources());
    off = new Set(rows.map(({ alert }) => alert));
    keeper.setOff(rows);
    lookedAt = clock.monotonic();
  };
  const judge = (now: number): readonly AlarmChange[] => {
    feed.observe(observations(), now);
    const results = evaluate(now, machine.raised()).map((result) =>
      off.has(result.alert.name) ? { ...result, elements: [] } : result,
    );
    return machine.step(now, results);
  };
  const once = async (): Promise<void> => {
    await attempt('looking up limits', lookUp);
    keeper.note(judge(clock.now()));
    await attempt('writing alarms', async () => {
      const now = clock.now();
      await takeUpActs(keeper, machine, now);
      const changes = await keeper.write(machine.alarms(), now);
      if (changes === null) return;
      options.onWritten();
      options.onChanges?.(changes);
    });
    await attempt('writing what pends', () => pending.write(machine.alarms(), clock.now()));
  };

  const loop = createTicker(once);
  return {
    take(agent, facts) {
      feed.take(agent, facts, clock.now());
      loop.soon();
    },
    look: loop.now,
    async stop() {
      await loop.stop();
      await attempt('writing what pends', () => pending.end(machine.alarms(), clock.now()));
    },
  };
}

/** Notes who has acknowledged what since the last time. */
async function takeUpActs(keeper: Keeper, machine: Machine, now: number): Promise<void> {
  for (const { alert, subject, at, by, why } of await keeper.acts(now))
    keeper.note(machine.acknowledge(alert, subject, { at, by, why }, now));
}

/** The machine as the last one left it. */
async function openMachine(
  connection: ReadConnection,
  alerts: readonly AlertDefinition[],
  now: number,
): Promise<Machine> {
  const names = new Set(alerts.map(({ name }) => name));
  const kept = (await readRaisedAlarms(connection)).filter(({ alert }) => names.has(alert));
  return createMachine(alerts, kept, await readPending(connection, now - AWAY_AT_MOST_MS));
}

/** Alarms go on in memory and are written when the catalogue is back; what fails is said once. */
function createAttempt(log: Log): (what: string, work: () => Promise<void>) => Promise<void> {
  let said = '';
  return async (what, work) => {
    try {
      await work();
      if (said.startsWith(what)) said = '';
    } catch (error) {
      const text = `${what} failed: ${describeError(error)}`;
      if (text !== said) log.write('warn', text);
      said = text;
    }
  };
}

/** The series that the alerts ask for, and what feeds them. */
function openSeries(alerts: readonly AlertDefinition[], states: LimitStates) {
  const widest = widestWindows(alerts);
  const asked = new Set(
    alerts.flatMap(({ when }) => selectionsOf(when).map(({ metric }) => metric)),
  );
  const isAsked = (metric: string): boolean => asked.has(metric);
  const samples = createSamples(widest);
  const channels = createChannelSeries(samples, isAsked);
  const widestOf = (channel: AlarmChannelRow): number => widestOfChannel(channel, widest);
  return {
    setKeys: createKeySeries(samples, channels, states),
    feed: createFeed({ samples, channels, isAsked, widestOf }),
    evaluate: createEvaluator(alerts, samples),
  };
}

/** Of a channel's own metric; the field is asked for under a second name too. */
function widestOfChannel(
  { name, quantity }: AlarmChannelRow,
  widest: (metric: string) => number,
): number {
  const metric =
    recordedMetric(name)?.metric ?? (cryostatByQuantity[quantity] ?? cryostatOther).exposition;
  return Math.max(widest(metric), quantity === 'field' ? widest(keyField.exposition) : 0);
}

/** Null: the alarm is not raised, or its alert is no more. */
function rowOf(alarm: Alarm, definition: AlertDefinition | undefined): AlarmRow | null {
  const { raisedAt } = alarm;
  if (raisedAt === null || definition === undefined) return null;
  return { ...alarm, raisedAt, summary: saySummary(definition, alarm) };
}

async function openKeeper(
  { pool, read, wishes, origin }: AlarmWatchOptions,
  byName: ReadonlyMap<string, AlertDefinition>,
): Promise<Keeper> {
  return createKeeper({
    pool,
    read,
    wishes,
    teller: createTeller(await read(readToldChanges)),
    toRow: (alarm) => rowOf(alarm, byName.get(alarm.alert)),
    toEvent: (news) => eventOf(news, byName.get(news.alarm.alert), origin),
  });
}

/** Null: the alert is no more. */
function eventOf(
  news: News,
  definition: AlertDefinition | undefined,
  origin: Origin,
): NewEvent | null {
  if (definition === undefined) return null;
  const { what, at, alarm } = news;
  const { alert, subject, raisedAt, severity } = alarm;
  const event = alarmEvent(news, definition, origin);
  return { alert, subject, raisedAt, severity, what, at, event };
}

/** One at a time, every second and soon after it is asked for. */
function createTicker(work: () => Promise<void>): {
  readonly soon: () => void;
  readonly now: () => Promise<void>;
  readonly stop: () => Promise<void>;
} {
  let running: Promise<void> | null = null;
  let soon: NodeJS.Timeout | null = null;
  let isStopped = false;
  /** What was begun before it was asked for may not have seen all: it runs once more. */
  const now = async (): Promise<void> => {
    while (running !== null) await running;
    if (isStopped) return;
    running = work().finally(() => (running = null));
    await running;
  };
  const timer = setInterval(() => {
    if (running === null) void now();
  }, EVERY_MS);
  return {
    now,
    soon() {
      soon ??= setTimeout(() => {
        soon = null;
        void now();
      }, SOON_MS);
    },
    async stop() {
      isStopped = true;
      clearInterval(timer);
      if (soon !== null) clearTimeout(soon);
      await running;
    },
  };
}
