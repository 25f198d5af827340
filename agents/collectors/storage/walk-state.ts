/** What a walk over a place does, and how it is. */

import type { Gathered } from './directory-work.ts';

export interface Walk {
  /** Goes on until there is nothing to do now, the pace says stop, or `isEnough`; what fails is told and tried again. */
  readonly go: (isEnough: () => boolean) => Promise<Gathered>;
  readonly state: () => WalkState;
}

export interface WalkState {
  /** UTC ms; null: no pass has ended yet. */
  readonly passEndedAt: number | null;
  /** Time of modification of the oldest file that is listed and was not asked for yet, UTC ms; null: there is none. */
  readonly oldestUnasked: number | null;
  readonly retries: number;
  /** Whether the last request was answered; null: none was made. */
  readonly isUp: boolean | null;
}
