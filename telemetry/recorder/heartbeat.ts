/** How an agent is, as it said last. */

import type { ApplyContext } from './context.ts';
import type { Heartbeat } from './schemas/envelope.ts';

const UPSERT = `
  INSERT INTO node (name, version, started_ms, heartbeat_ms, spool_facts, spool_oldest_ms, collectors_json)
  VALUES (?, ?, ?, ?, ?, ?, ?)
  ON DUPLICATE KEY UPDATE version = VALUES(version), started_ms = VALUES(started_ms),
    heartbeat_ms = VALUES(heartbeat_ms), spool_facts = VALUES(spool_facts), spool_oldest_ms = VALUES(spool_oldest_ms),
    collectors_json = VALUES(collectors_json)`;

/** Writes the node's row; its time is ours, so that ages do not depend on the agent's clock. */
export async function applyHeartbeat(context: ApplyContext, heartbeat: Heartbeat): Promise<void> {
  const { connection, agent, now, touched } = context;
  await connection.query(UPSERT, [
    agent,
    heartbeat.version,
    heartbeat.startedAt,
    now,
    heartbeat.spoolFacts,
    heartbeat.spoolOldestAt,
    JSON.stringify(heartbeat.collectors),
  ]);
  touched.note('node', 0, { from: now, to: now });
}
