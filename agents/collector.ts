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
  readonly subject: string;
  readonly message: string;
}

export interface CollectorRound {
  readonly facts: readonly Fact[];
  readonly observations: readonly Observation[];
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

export interface CollectorContext {
  readonly effects: Effects;
  readonly node: string;
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

export interface Collector {
  /** One round; never called while the last one runs. Throws where the source as a whole cannot be read. */
  collect(): Promise<CollectorRound>;
  /** Called when the last round's facts and cursor are in the spool: what the source keeps until then may be let go. */
  stored?(): void;
  stop?(): Promise<void>;
}

export interface CollectorModule<Settings> {
  readonly name: string;
  /** One line for lists and the reference. */
  readonly summary: string;
  readonly intervalMs: number;
  /** After this long a round has failed; the next begins when it has really ended. */
  readonly deadlineMs: number;
  readonly metrics: readonly MetricDefinition[];
  /** The strict schema of its settings; loaded only in the short-lived process that reads the configuration. */
  readonly schema: () => Promise<ZodType<Settings>>;
  readonly create: (settings: Settings, context: CollectorContext) => Collector;
  /** What these settings need outside of the collector; absent: nothing but this machine. Looks at nothing itself. */
  readonly sources?: (settings: Settings) => readonly SourceHint[];
}

/** A collector as the list holds it: settings are checked by its own schema before `create` sees them. */
export type AnyCollectorModule = Omit<CollectorModule<unknown>, 'create' | 'sources'> & {
  readonly create: (settings: unknown, context: CollectorContext) => Collector;
  readonly sources: (settings: unknown) => readonly SourceHint[];
};

/** Returns the module for the list; the one place where the settings' type is given up, after the schema has checked them. */
export function defineCollector<Settings>(module: CollectorModule<Settings>): AnyCollectorModule {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- its own schema has checked them
  const checked = (settings: unknown): Settings => settings as Settings;
  return {
    ...module,
    create: (settings, context) => module.create(checked(settings), context),
    sources: (settings) => module.sources?.(checked(settings)) ?? [],
  };
}
