/** Writes what a tag is for. */

import type { ActOf, ActResult } from '../../logbook/act.ts';
import type { ApplyContext } from '../context.ts';
import { keepTags } from './entries.ts';

/** Sets the meaning of a tag, which nobody need have used before; the same meaning again changes nothing. */
export async function meanTag(context: ApplyContext, act: ActOf<'tag.mean'>): Promise<ActResult> {
  const { connection, touched, now } = context;
  await keepTags(context, [act.tag]);
  const known = await connection.query<{ meaning: string | null }[]>(
    'SELECT meaning FROM tag WHERE name = ?',
    [act.tag],
  );
  if (known[0]?.meaning === act.meaning) return { id: act.id, isNew: false };
  await connection.query('UPDATE tag SET meaning = ? WHERE name = ?', [act.meaning, act.tag]);
  touched.note('log', 0, { from: now, to: now });
  return { id: act.id, isNew: true };
}
