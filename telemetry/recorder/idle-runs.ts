/** What happens without facts: runs that nobody adds to any more close, and old change rows go. */

import type { Connection, Pool } from 'mariadb';

import { pruneChanges, writeChanges } from './changes.ts';
import type { ApplyContext } from './context.ts';
import { derive } from './derive/index.ts';
import type { RecordSettings } from './record-batch.ts';
import { createTouched } from './touched.ts';
import { writeTransaction } from './transaction.ts';

/**
 * Settles all open runs; true when one changed and a commit was made. Only runs that `isQuiet` names may close as idle:
 * while an agent still reads history, old files say nothing about now.
 */
export async function closeIdleRuns(
  pool: Pool,
  settings: RecordSettings,
  isQuiet: (runId: number) => boolean,
): Promise<boolean> {
  const { campaigns, isDue } = await lookAround(pool, settings, isQuiet);
  if (!isDue) return false;
  return await writeTransaction(pool, async (connection) => {
    const context = createContext(connection, settings);
    await derive(context, { campaigns, mayIdle: isQuiet });
    const isChanged = context.touched.of('run').size > 0;
    if (isChanged) await writeChanges(context);
    await pruneChanges(context);
    return { commit: true, result: isChanged };
  });
}

/** A look without the lock: is there an open run without a recent file, or an old change row? */
async function lookAround(
  pool: Pool,
  { now, idleCloseMs }: RecordSettings,
  isQuiet: (runId: number) => boolean,
): Promise<{ readonly campaigns: readonly number[]; readonly isDue: boolean }> {
  const open = await pool.query<{ id: number; campaign_id: number; last_file_ms: number | null }[]>(
    "SELECT id, campaign_id, last_file_ms FROM run WHERE state = 'open'",
  );
  const rows = await pool.query<{ oldest: number | null }[]>(
    'SELECT MIN(at_ms) AS oldest FROM `change`',
  );
  const isIdle = open.some(
    ({ id, last_file_ms }) => isQuiet(id) && now - (last_file_ms ?? now) > idleCloseMs,
  );
  const isOld = now - (rows[0]?.oldest ?? now) > THREE_DAYS_MS;
  return { campaigns: [...new Set(open.map((row) => row.campaign_id))], isDue: isIdle || isOld };
}

const THREE_DAYS_MS = 3 * 86_400_000;

function createContext(connection: Connection, settings: RecordSettings): ApplyContext {
  return {
    connection,
    agent: '',
    sentAt: settings.now,
    ...settings,
    touched: createTouched(),
    refuse: () => undefined,
  };
}
