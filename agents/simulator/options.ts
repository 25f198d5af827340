/** What a simulator is started with. */
import type { Clock } from '#telemetry/effects.ts';

export interface SimulatorOptions {
  /** The demo's home, absolute. */
  readonly home: string;
  /** Seed of a new demo, 1 unless given; a demo that exists keeps its own, as it does the next two, and says so. */
  readonly seed?: number;
  /** History of a new demo, ms; three days unless given. */
  readonly historyMs?: number;
  /** So many times as quick as usual are instruments and people of a new demo: 1, the usual, unless given. */
  readonly pace?: number;
  readonly isFullSize: boolean;
  readonly timeZone: string;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** The hub to which the demo's people write, and where its token lies; null: they write nothing. */
  readonly hub: { readonly url: string; readonly tokenPath: string } | null;
  /** One line for a person. */
  readonly say: (line: string) => void;
}
