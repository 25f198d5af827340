/** Data files on the DAQ's disk: found the moment they are complete, read once for their checksum, registered as facts. */

import type { Collector, CollectorContext, CollectorRound } from '#agents/collector.ts';
import { defineCollector } from '#agents/collector.ts';
import { matchNames } from '#agents/sources/glob-names.ts';
import { FlashError } from '#telemetry/errors.ts';
import type { ReplicaFact } from '#telemetry/facts/file.ts';
import type { Fact } from '#telemetry/facts/index.ts';
import { daqMetrics } from '#telemetry/metrics/daq.ts';
import type { DaqSettings } from './daq.schema.ts';
import type { Deliverer } from './daq/deliver.ts';
import { createDeliverer } from './daq/deliver.ts';
import { fileFacts } from './daq/file-facts.ts';
import type { Figures } from './daq/figures.ts';
import { createFigures } from './daq/figures.ts';
import type { RateMeter, RateReading } from './daq/rate.ts';
import { createRateMeter } from './daq/rate.ts';
import type { TellRun } from './daq/run-of.ts';
import { createRunOf } from './daq/run-of.ts';
import type { VisitRules } from './daq/take-in.ts';
import type { Removed, Tree, TreeRound } from './daq/tree.ts';
import { createTree } from './daq/tree.ts';

/** Beyond the completion rule: a poll, and the time between a look and the one before. */
const RATE_LAG_MS = 5_000;
/** Throughput is stale after three windows. */
const RATE_STALE_MS = 30_000;

export const daq = defineCollector<DaqSettings>({
  name: 'daq',
  summary: 'Data files complete on disk: throughput, checksum, registration; sweeps with their fit',
  intervalMs: 1_000,
  deadlineMs: 120_000,
  metrics: daqMetrics,
  schema: async () => (await import('./daq.schema.ts')).daqSchema,
  create: createDaq,
});

interface Parts {
  readonly settings: DaqSettings;
  readonly context: CollectorContext;
  readonly runOf: TellRun;
  readonly tree: Tree;
  readonly deliverer: Deliverer;
  readonly meter: RateMeter;
  readonly figures: Figures;
}

/** Makes the collector; see `daq.schema.ts` for its settings. */
export function createDaq(settings: DaqSettings, context: CollectorContext): Collector {
  const parts = assemble(settings, context);
  let rate: RateReading | null = null;
  let isDeclared = false;
  return {
    async collect() {
      const { clock } = context.effects;
      const times = { now: clock.now(), monotonic: clock.monotonic() };
      const seen = await parts.tree.visit(times);
      refuseBlindness(settings, seen, parts.meter);
      const readings = watchRate(parts, seen, times.now);
      rate = readings.at(-1) ?? (seen.blindRoots.length > 0 ? null : rate);
      const started = clock.monotonic();
      const delivery = await parts.deliverer.deliver(context.signal());
      const removed = seen.removed.flatMap((gone) => removedFacts(parts, gone, times.now));
      const problems = [...seen.problems, ...delivery.problems];
      const odd = removed.map(() => ({ reason: 'removed', subject: '', message: '' }));
      parts.figures.count(delivery.facts, [...problems, ...odd], clock.monotonic() - started);
      const facts = [...delivery.facts, ...removed, ...rateFacts(context, readings, isDeclared)];
      isDeclared ||= readings.length > 0;
      const backlog = parts.tree.backlog();
      return {
        facts,
        observations: parts.figures.observe(backlog, rate?.bytesPerSecond ?? null),
        problems,
        cursor: { ...delivery.cursor, ...parts.tree.store(clock.monotonic()) },
        more: settings.checksum_bytes_per_s === null && backlog.files + backlog.directories > 0,
      } satisfies CollectorRound;
    },
  };
}

function assemble(settings: DaqSettings, context: CollectorContext): Parts {
  const runOf = createRunOf(settings.run_rules);
  const isSweep = matchNames(settings.sweeps);
  const { complete } = settings;
  const completion: VisitRules['completion'] =
    complete.rule === 'quiet' ? { rule: 'quiet', quietMs: complete.quiet_s * 1000 } : complete;
  const tree = createTree({
    roots: settings.roots.map((root) => root.replace(/(?<=.)\/+$/, '')),
    maxDepth: settings.max_depth,
    cursor: context.cursor,
    rules: {
      isIgnored: matchNames(settings.ignore),
      isWanted: matchNames([...settings.files, ...settings.sweeps]),
      hasCampaign: (directory) => runOf(directory) !== null,
      completion,
      rescanMs: settings.rescan_s * 1000,
    },
  });
  const rules = {
    location: settings.location,
    site: context.site,
    softwareVersion: settings.software_version,
    runOf,
    timeZone: context.timeZone,
    now: () => context.effects.clock.now(),
  };
  const deliverer = createDeliverer({
    tree,
    clock: context.effects.clock,
    maxFiles: settings.max_files_per_round,
    maxRate: settings.checksum_bytes_per_s,
    isSweep,
    makeFacts: (directory, file, whole, text) => fileFacts(rules, directory, file, whole, text),
  });
  const quietMs = complete.rule === 'quiet' ? complete.quiet_s * 1000 : 0;
  const meter = createRateMeter({ lagMs: quietMs + RATE_LAG_MS });
  return { settings, context, runOf, tree, deliverer, meter, figures: createFigures() };
}

/** Throws where nothing at all can be read: the collector is then down, and says why. */
function refuseBlindness(settings: DaqSettings, seen: TreeRound, meter: RateMeter): void {
  if (seen.blindRoots.length === 0) return;
  meter.blind();
  if (seen.blindRoots.length < settings.roots.length) return;
  throw new FlashError({
    operation: 'read the DAQ disk',
    subject: seen.blindRoots.join(', '),
    reason: 'the directory is not there or cannot be read',
    hint: 'mount the disk, or correct collectors.daq.roots',
    transient: true,
  });
}

function watchRate({ meter }: Parts, seen: TreeRound, now: number): readonly RateReading[] {
  for (const { mtimeMs, size } of seen.completed) meter.add(mtimeMs, size);
  return seen.blindRoots.length > 0 ? [] : meter.look(now);
}

function rateFacts(
  { node }: CollectorContext,
  readings: readonly RateReading[],
  isDeclared: boolean,
): Fact[] {
  if (readings.length === 0) return [];
  const name = `${node}/daq/rate`;
  const facts: Fact[] = [];
  if (!isDeclared) {
    const meaning = { quantity: 'rate', unit: 'By/s', label: 'DAQ throughput' };
    facts.push({ kind: 'channel', name, device: node, ...meaning, staleAfterMs: RATE_STALE_MS });
  }
  const values = readings.map(({ t, bytesPerSecond }) => [t, bytesPerSecond, 'good'] as const);
  facts.push({ kind: 'readings', channel: name, values, origin: 'live' });
  return facts;
}

/** A file that went from a directory that is still there. */
function removedFacts({ settings, runOf }: Parts, gone: Removed, at: number): ReplicaFact[] {
  const run = runOf(gone.directory);
  if (run === null) return [];
  return gone.names.map((name) => ({
    kind: 'replica',
    campaign: run.campaign,
    run: gone.directory.text,
    name,
    location: settings.location,
    uri: null,
    state: 'removed',
    locality: 'disk',
    at,
    verified: null,
    why: 'not found on disk',
  }));
}
