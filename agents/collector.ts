/** The collector contract: one module per source, which turns what it sees into facts (kept) and observations (a view of now). */

import type { ChannelLimit } from '#telemetry/config/channel-limits.ts';
import type { Effects } from '#telemetry/effects.ts';
import type { Fact } from '#telemetry/facts/index.ts';
import type { MetricDefinition, Observation } from '#telemetry/metrics/definition.ts';
import type { ForeignFamily } from '#telemetry/metrics/foreign.ts';
import type { ZodType } from 'zod';

import type { SourceHint } from './source-hint.ts';

/** What went wrong in a round without ending it: counted by reason, shown with its subject. */
export interface CollectorProblem {
  /** A short fixed word, safe as a label: `unreadable`, `parse`, `timeout`. */
  readonly reason: string;
  /** What it is about: a path, an address, a channel. */
  readonly subject: string;
  /** One sentence for a person. */
  readonly message: string;
}

/** What one round gives: facts to keep, values of now, what went wrong, and how far it read. */
export interface CollectorRound {
  /** What happened, each with its own time and natural key; the same fact twice is one. */
  readonly facts: readonly Fact[];
  /** Values of this moment for `/metrics`; a metric that is not here is gone from there. */
  readonly observations: readonly Observation[];
  /** Empty: nothing went wrong. */
  readonly problems: readonly CollectorProblem[];
  /** Metrics of others, shown in `/metrics` as they are; their names have been checked against ours. */
  readonly foreign?: readonly ForeignFamily[];
  /** What to remember: written in the transaction that puts the facts into the spool, handed back after a restart. */
  readonly cursor: Readonly<Record<string, string>>;
  /** True where more is waiting than one round takes: the supervisor calls again at once. */
  readonly more?: boolean;
  /** Milliseconds after which the next round is wanted, where that is sooner than the interval. */
  readonly nextMs?: number;
}

/** Where a collector stopped: small texts by key (one per followed file, say). A null value in a round's cursor is not possible; an empty text deletes. */
export type Cursor = ReadonlyMap<string, string>;

/** The world as a collector sees it: clock and log, the node's names, what it remembered. */
export interface CollectorContext {
  /** Clock, log and whatever else has an effect; a test passes its own. */
  readonly effects: Effects;
  /** The node's name in the catalogue: `lnf-daq`. */
  readonly node: string;
  /** Where the node stands: `LNF`. */
  readonly site: string;
  /** IANA name: the zone of naive local times. */
  readonly timeZone: string;
  /** Limits of channels that this node's configuration knows. */
  readonly limits?: readonly ChannelLimit[];
  /** What was remembered before this start. */
  readonly cursor: Cursor;
  /** Aborted at the collector's deadline and at shutdown. */
  readonly signal: () => AbortSignal;
  /** True where nothing is stored (`flash collect`): what the source keeps for the agent must be left to it. */
  readonly isTrial?: boolean;
}

/** A collector at work: made of checked settings, asked in rounds, ended once. */
export interface Collector {
  /** One round; never called while the last one runs. Throws where the source as a whole cannot be read. */
  collect(): Promise<CollectorRound>;
  /** Called when the last round's facts and cursor are in the spool: what the source keeps until then may be let go. */
  stored?(): void;
  /** Called once at the end; lets go of files, connections and child processes. */
  stop?(): Promise<void>;
}

/** What a collector's file exports through `defineCollector`: its name, pace, metrics, schema and maker. */
export interface CollectorModule<Settings> {
  /** The key below `collectors:` in `flash.yaml`, and the value of the label `collector`. */
  readonly name: string;
  /** One line for lists and the reference. */
  readonly summary: string;
  /** Time from the begin of a round to that of the next, ms; `interval_s` overrides it. */
  readonly intervalMs: number;
  /** After this long a round has failed; the next begins when it has really ended. */
  readonly deadlineMs: number;
  /** Every metric that its observations may have. */
  readonly metrics: readonly MetricDefinition[];
  /** The strict schema of its settings; loaded only in the short-lived process that reads the configuration. */
  readonly schema: () => Promise<ZodType<Settings>>;
  /** Makes the collector; throws a FlashError where the settings cannot hold here. */
  readonly create: (settings: Settings, context: CollectorContext) => Collector;
  /** What these settings need outside of the collector; absent: nothing but this machine. Looks at nothing itself. */
  readonly sources?: (settings: Settings) => readonly SourceHint[];
}

/** A collector as the list holds it: settings are checked by its own schema before `create` sees them. */
export type AnyCollectorModule = Omit<CollectorModule<unknown>, 'create' | 'sources'> & {
  /** Makes the collector; `settings` have passed its schema. */
  readonly create: (settings: unknown, context: CollectorContext) => Collector;
  /** What these settings need outside of the collector. */
  readonly sources: (settings: unknown) => readonly SourceHint[];
};

/**
 * Returns the module for the list; the one place where the settings' type is given up, after the schema has checked them.
 * @example
 * ```ts
 * export const door = defineCollector<{ readonly path: string }>({
 *   name: 'door',
 *   summary: 'whether the door of the hall is open',
 *   intervalMs: 1_000,
 *   deadlineMs: 500,
 *   metrics: [doorOpen],
 *   schema: async () => (await import('./door.schema.ts')).doorSchema,
 *   create: ({ path }) => ({ collect: () => lookAt(path) }),
 * });
 * ```
 */
export function defineCollector<Settings>(module: CollectorModule<Settings>): AnyCollectorModule {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- its own schema has checked them
  const checked = (settings: unknown): Settings => settings as Settings;
  return {
    ...module,
    create: (settings, context) => module.create(checked(settings), context),
    sources: (settings) => module.sources?.(checked(settings)) ?? [],
  };
}
