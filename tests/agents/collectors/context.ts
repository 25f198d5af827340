/** A collector's context for tests: a clock that is set by hand, a log that keeps what was said. */

import type { Clock, Effects } from '#telemetry/effects.ts';
import type { CollectorContext } from '#agents/collector.ts';

export interface TestContextOptions {
  readonly now?: number;
  readonly cursor?: ReadonlyMap<string, string>;
  readonly clock?: Clock;
}

export function collectorContext(options: TestContextOptions = {}): CollectorContext {
  const { now = Date.UTC(2026, 10, 23, 10), cursor = new Map() } = options;
  const clock = options.clock ?? { now: () => now, monotonic: () => performance.now() };
  const effects: Effects = { clock, log: { write: () => undefined } };
  const { signal } = new AbortController();
  return { effects, node: 'test', site: 'LNF', timeZone: 'UTC', cursor, signal: () => signal };
}
