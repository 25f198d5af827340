/** How a value stands to limits of one side, with hysteresis: a limit that was broken is kept again only some way inside. */

/** A limit of one side with its hysteresis. */
export interface JudgedLimit {
  readonly side: 'low' | 'high';
  readonly severity: 'attention' | 'alarm';
  /** In the channel's unit. */
  readonly value: number;
  /** How far a value must come back inside before the limit counts as kept again, in the channel's unit. */
  readonly hysteresis: number;
}

/** 0 within, 1 attention, 2 alarm. */
export type LimitState = 0 | 1 | 2;

const LEVEL = { attention: 1, alarm: 2 } as const;

/** Whether a value breaks a limit; `wasBroken`: it must come back by the hysteresis to keep it. */
function isBroken(
  { side, value: limit, hysteresis }: JudgedLimit,
  value: number,
  wasBroken: boolean,
): boolean {
  const margin = wasBroken ? hysteresis : 0;
  return side === 'high' ? value > limit - margin : value < limit + margin;
}

/** The state after a good value; `before`: that after the good value before it. */
export function limitState(
  limits: readonly JudgedLimit[],
  value: number,
  before: LimitState,
): LimitState {
  let worst: LimitState = 0;
  for (const limit of limits) {
    const level = LEVEL[limit.severity];
    if (level > worst && isBroken(limit, value, before >= level)) worst = level;
  }
  return worst;
}

/**
 * The state after good values, oldest first, where nothing is known of the time before them; null: all of them lie in
 * the band in which the state is what it was.
 */
export function settledState(
  limits: readonly JudgedLimit[],
  values: readonly number[],
): LimitState | null {
  const after = (before: LimitState): LimitState =>
    values.reduce<LimitState>((state, value) => limitState(limits, value, state), before);
  // A worse state before is never a better one after: where the best and the worst meet, so does what is between.
  const [best, worst] = [after(0), after(2)];
  return best === worst ? best : null;
}
