/** Data files on the DAQ's disk: found the moment they are complete, read once for their checksum, registered as facts. */

import type { Collector, CollectorContext, CollectorRound } from '#agents/collector.ts';
import { defineCollector } from '#agents/collector.ts';
import { matchNames } from '#agents/sources/glob-names.ts';
import { openDisk } from '#agents/sources/open-disk.ts';
import type { Fact } from '#telemetry/facts/index.ts';
import { daqMetrics } from '#telemetry/metrics/daq.ts';
import type { DaqSettings } from './daq.schema.ts';
import { completionOf, rateLagMs } from './daq/completion-of.ts';
import { fileFacts } from './daq/file-facts.ts';
import type { Figures, Present } from './daq/figures.ts';
import { createFigures } from './daq/figures.ts';
import type { RateMeter, RateReading } from './daq/rate.ts';
import { createRateMeter, rateFacts } from './daq/rate.ts';
import { removedFacts } from './daq/removed-facts.ts';
import type { TellRun } from './daq/run-of.ts';
import { createRunOf } from './daq/run-of.ts';
import type { Watch, WatchRound } from './daq/watch.ts';
import { createWatch } from './daq/watch.ts';

/** The next round is never wanted sooner than this: time stamps and timers are no finer. */
const SOONEST_MS = 20;

/** While files come, those that are complete by a name are looked for this often. */
const BUSY_MS = 400;
const BUSY_FOR_MS = 30_000;

export const daq = defineCollector<DaqSettings>({
  name: 'daq',
  summary: 'Data files complete on disk: throughput, checksum, registration; sweeps with their fit',
  intervalMs: 1_000,
  deadlineMs: 120_000,
  metrics: daqMetrics,
  schema: async () => (await import('./daq.schema.ts')).daqSchema,
  create: createDaq,
  sources: ({ roots }) => roots.map((path) => ({ kind: 'directory', what: 'data', path })),
});

interface Parts {
  readonly settings: DaqSettings;
  readonly context: CollectorContext;
  readonly runOf: TellRun;
  readonly watches: readonly Watch[];
  readonly meter: RateMeter;
  readonly figures: Figures;
}

/** Makes the collector; see `daq.schema.ts` for its settings. */
export function createDaq(settings: DaqSettings, context: CollectorContext): Collector {
  const parts = assemble(settings, context);
  const { clock } = context.effects;
  let rate: RateReading | null = null;
  let isDeclared = false;
  let lastAt = Number.NEGATIVE_INFINITY;
  return {
    async collect() {
      const times = { now: clock.now(), monotonic: clock.monotonic() };
      const signal = context.signal();
      const rounds = await Promise.all(parts.watches.map((one) => one.round(times, signal)));
      const readings = watchRate(parts, rounds, times.now);
      const blind = rounds.filter((round) => round.blind !== null).length;
      rate = readings.at(-1) ?? (blind > 0 ? null : rate);
      const facts = countRounds(parts, rounds, times.now);
      if (rounds.some(({ completed }) => completed.length > 0)) lastAt = clock.monotonic();
      const cursor = Object.assign(
        {},
        ...rounds.map((round) => round.cursor),
      ) as CollectorRound['cursor'];
      refuseBlindness(rounds, facts, cursor);
      const present = { rate: rate?.bytesPerSecond ?? null, blind };
      facts.push(...rateFacts(context.node, readings, isDeclared));
      isDeclared ||= readings.length > 0;
      return {
        facts,
        observations: parts.figures.observe(presentOf(parts, present)),
        problems: rounds.flatMap(({ problems }) => problems),
        cursor,
        more: parts.watches.some((one, at) => rounds[at]?.blind === null && isBehind(one)),
        nextMs: nextMs(parts, rounds, clock.monotonic(), lastAt),
      } satisfies CollectorRound;
    },
    stop() {
      for (const watch of parts.watches) watch.stop();
      return Promise.resolve();
    },
  };
}

function assemble(settings: DaqSettings, context: CollectorContext): Parts {
  const { clock } = context.effects;
  const runOf = createRunOf(settings.run_rules);
  const rules = {
    location: settings.location,
    site: context.site,
    softwareVersion: settings.software_version,
    runOf,
    timeZone: context.timeZone,
    now: () => clock.now(),
  };
  const shared = {
    cursor: context.cursor,
    clock,
    maxDepth: settings.max_depth,
    maxFiles: settings.max_files_per_round,
    isSweep: matchNames(settings.sweeps),
    makeFacts: fileFacts.bind(null, rules),
    rules: {
      isIgnored: matchNames(settings.ignore),
      isWanted: matchNames([...settings.files, ...settings.sweeps]),
      hasCampaign: (directory: Parameters<TellRun>[0]) => runOf(directory) !== null,
      completion: completionOf(settings.complete),
      rescanMs: settings.rescan_s * 1000,
    },
  };
  const watches = settings.roots.map((given) => {
    const root = given.replace(/(?<=.)\/+$/, '');
    const disk = openDisk({
      path: root,
      isolation: settings.isolation,
      stallMs: settings.stall_s * 1000,
      maxRate: settings.checksum_bytes_per_s,
      sha256: settings.sha256,
    });
    return createWatch({ ...shared, root, disk });
  });
  const meter = createRateMeter({ lagMs: rateLagMs(settings.complete) });
  return { settings, context, runOf, watches, meter, figures: createFigures() };
}

/** Throws where nothing at all can be read and nothing came: the collector is then down, and says why. */
function refuseBlindness(
  rounds: readonly WatchRound[],
  facts: readonly Fact[],
  cursor: CollectorRound['cursor'],
): void {
  const [first] = rounds;
  const isBlind = rounds.every((round) => round.blind !== null && !round.isLate);
  const isEmpty = facts.length === 0 && Object.keys(cursor).length === 0;
  if (isBlind && isEmpty && first?.blind != null) throw first.blind;
}

function watchRate(
  { meter }: Parts,
  rounds: readonly WatchRound[],
  now: number,
): readonly RateReading[] {
  for (const { completed } of rounds) {
    for (const { mtimeMs, size } of completed) meter.add(mtimeMs, size);
  }
  if (rounds.every(({ blind }) => blind === null)) return meter.look(now);
  meter.blind();
  return [];
}

/** The facts of the rounds, counted. */
function countRounds(parts: Parts, rounds: readonly WatchRound[], now: number): Fact[] {
  const { settings, runOf, figures } = parts;
  const facts: Fact[] = [];
  for (const { delivery, removed, problems } of rounds) {
    const gone = removedFacts(removed, runOf, settings.location, now);
    const odd = [...problems, ...gone.map(() => ({ reason: 'removed' }))];
    const { delivered, hashMs, readMs } = delivery;
    figures.count({ facts: delivery.facts, problems: odd, delivered, hashMs, readMs, now });
    facts.push(...delivery.facts, ...gone);
  }
  return facts;
}

function presentOf({ watches }: Parts, now: Pick<Present, 'rate' | 'blind'>): Present {
  const backlog = { files: 0, bytes: 0, open: 0, directories: 0 };
  let restarts = 0;
  for (const watch of watches) {
    const of = watch.backlog();
    backlog.files += of.files;
    backlog.bytes += of.bytes;
    backlog.open += of.open;
    backlog.directories += of.directories;
    restarts += watch.restarts();
  }
  return { ...now, backlog, restarts, roots: watches.length };
}

function isBehind(watch: Watch): boolean {
  const { files, directories } = watch.backlog();
  return files + directories > 0;
}

/** When the next file may be complete: nothing is waited for longer than it must be quiet. */
function nextMs(
  { watches, settings }: Parts,
  rounds: readonly WatchRound[],
  monotonic: number,
  lastAt: number,
): number {
  const seen = watches.filter((_, at) => rounds[at]?.blind === null);
  const dueAt = Math.min(...seen.map((watch) => watch.dueAt()));
  const isByName = settings.complete.rule !== 'quiet' && monotonic - lastAt < BUSY_FOR_MS;
  const busyMs = isByName ? BUSY_MS : Number.POSITIVE_INFINITY;
  return Math.max(SOONEST_MS, Math.min(dueAt - monotonic + 1, busyMs));
}
