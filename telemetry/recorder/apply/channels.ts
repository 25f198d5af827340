/** Takes in channel facts: one row a name; the unit of a channel that has readings never changes. */

import { applyLimits } from '../../catalogue/limits.ts';
import type { ApplyContext, ApplyFacts } from '../context.ts';

const UPSERT = `
  INSERT INTO channel (name, device, quantity, unit, label, stale_after_ms) VALUES (?, ?, ?, ?, ?, ?)
  ON DUPLICATE KEY UPDATE device = VALUES(device), quantity = VALUES(quantity), unit = VALUES(unit),
    label = VALUES(label), stale_after_ms = VALUES(stale_after_ms)`;

/** Unit of a channel whose readings came before its declaration. */
export const UNDECLARED_UNIT = '';

interface ChannelUnit {
  readonly id: number;
  readonly unit: string;
  readonly reading_count: number;
}

export const applyChannels: ApplyFacts<'channel'> = async (context, facts) => {
  const { connection, touched, refuse } = context;
  for (const sequenced of facts) {
    const { name, device, quantity, unit, label, staleAfterMs } = sequenced.fact;
    const known = await findChannel(context, name);
    if (known !== null && known.reading_count > 0 && known.unit !== UNDECLARED_UNIT) {
      if (known.unit !== unit) {
        const have = `${String(known.reading_count)} readings in ${known.unit}`;
        refuse(sequenced, `the channel ${name} has ${have}; its unit cannot become ${unit}`);
        continue;
      }
    }
    const { affectedRows } = await connection.query<{ affectedRows: number }>(UPSERT, [
      name,
      device,
      quantity,
      unit,
      label,
      staleAfterMs,
    ]);
    if (affectedRows === 0) continue;
    const row = known ?? (await findChannel(context, name));
    if (row === null) continue;
    touched.note('channel', row.id);
    if (known === null) await applyConfiguredLimits(context, name);
  }
};

async function findChannel(
  { connection }: ApplyContext,
  name: string,
): Promise<ChannelUnit | null> {
  const rows = await connection.query<ChannelUnit[]>(
    'SELECT id, unit, reading_count FROM channel WHERE name = ?',
    [name],
  );
  return rows[0] ?? null;
}

/** Limits hang on the channel's row, so those of the configuration wait for it. */
async function applyConfiguredLimits(
  { connection, campaigns, now, touched }: ApplyContext,
  name: string,
): Promise<void> {
  for (const campaign of campaigns) {
    const channels = campaign.key_channels.filter(({ channel }) => channel === name);
    if (channels.length === 0) continue;
    const rows = await connection.query<{ id: number }[]>(
      'SELECT id FROM campaign WHERE name = ?',
      [campaign.name],
    );
    const id = rows[0]?.id;
    if (id === undefined) continue;
    if (await applyLimits(connection, id, channels, now)) touched.note('campaign', id);
  }
}
