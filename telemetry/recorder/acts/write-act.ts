/** Does what a person asked for, in one transaction with its numbered changes; the same act twice is one. */

import type { CataloguePools } from '../../catalogue/open.ts';
import type { CampaignConfig } from '../../config/schema.ts';
import type { Clock } from '../../effects.ts';
import { actSchema, type Act, type ActResult } from '../../logbook/act.ts';
import { writeChanges } from '../changes.ts';
import type { ApplyContext } from '../context.ts';
import { describeIssues } from '../schemas/index.ts';
import { createTouched } from '../touched.ts';
import { writeTransaction } from '../transaction.ts';
import { DEEDS } from './index.ts';
import { RefusedAct } from './refused-act.ts';

export interface ActOptions {
  readonly pools: Pick<CataloguePools, 'gateway' | 'recorder'>;
  readonly clock: Clock;
  readonly campaigns: readonly CampaignConfig[];
  readonly idleCloseMs: number;
}

/** Checks anything for being an act. @throws {RefusedAct} that says what is wrong where */
export function parseAct(value: unknown): Act {
  const parsed = actSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new RefusedAct(400, describeIssues(parsed.error));
}

/** Does an act. @throws {RefusedAct} where it cannot be done; what the database throws where it is away */
export async function writeAct(options: ActOptions, act: Act): Promise<ActResult> {
  const { account, apply } = DEEDS[act.do];
  const { pools, clock, campaigns, idleCloseMs } = options;
  return await writeTransaction(pools[account], async (connection) => {
    const context: ApplyContext = {
      connection,
      agent: '',
      sentAt: act.at,
      now: clock.now(),
      campaigns,
      idleCloseMs,
      touched: createTouched(),
      refuse: () => undefined,
    };
    const result = await apply(context, act);
    await writeChanges(context);
    return { commit: result.isNew, result };
  });
}
