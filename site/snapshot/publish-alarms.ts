/** Writes the alarms when one changed, and every ten seconds for their values. */

import type { ReadConnection } from '#telemetry/catalogue/read/connection.ts';
import { buildAlarms, countAlarms, needsOf } from './build-alarms.ts';
import {
  HEARTBEAT_MS,
  isDue,
  type PublicationMemory,
  type PublicationOptions,
  type Seen,
} from './publication-memory.ts';
import { publishAlarmMonths } from './publish-alarm-months.ts';
import type { AssetReference } from './schema/asset.ts';
import type { Now } from './schema/now.ts';

/** What was published of alarms last. */
export interface PublishedAlarms {
  readonly at: number;
  readonly asset: AssetReference;
  readonly shown: Pick<Now, 'alarms' | 'needs'>;
}

/** Writes `alarms` where it is due; returns it with what the Now page says of it. */
export async function publishAlarms(
  connection: ReadConnection,
  memory: PublicationMemory,
  { store, tree }: Pick<PublicationOptions, 'store' | 'tree'>,
  { changes, now }: Pick<Seen, 'changes' | 'now'>,
): Promise<PublishedAlarms> {
  const known = memory.alarms;
  const isChanged = changes === null || changes.some(({ subject }) => subject === 'alarm');
  const isDamaged = memory.manifestAt === 0;
  if (known !== null && !isChanged && !isDamaged && !isDue(now, known.at, HEARTBEAT_MS))
    return known;
  const alarms = await buildAlarms(connection, now);
  // Ends are changes: where only values went on, the months are as they were.
  const history =
    known !== null && !isChanged && memory.alarmMonths !== null
      ? memory.alarmMonths
      : await publishAlarmMonths({
          connection,
          store,
          tree,
          now,
          raised: alarms.raised.map(({ raisedAt }) => raisedAt),
          known: memory.alarmMonths,
        });
  memory.alarmMonths = history;
  const asset = await store.putHashed('alarms', { ...alarms, months: history.months });
  memory.alarms = {
    at: now,
    asset,
    shown: { alarms: countAlarms(alarms), needs: needsOf(alarms) },
  };
  return memory.alarms;
}
