/** What is drawn where an address names no channel: the key channels of the campaign, or the first ones there are. */

import { chartedChannels } from '../run/timeline.ts';
import type { Declared } from './channels.ts';
import type { ChartsQuery } from './query.ts';

const MOST = 5;

/** Returns the query with channels; as it is where it has some, or where there are none at all. */
export function withUsual(query: ChartsQuery, channels: readonly Declared[]): ChartsQuery {
  if (query.panels.length > 0) return query;
  const keys = channels.flatMap(({ name, role, ...rest }) =>
    role === null || role === 'other' ? [] : [{ ...rest, role, channel: name }],
  );
  const charted = chartedChannels(keys).map(({ channel }) => channel);
  const names = charted.length > 0 ? charted : channels.map(({ name }) => name);
  return { ...query, panels: names.slice(0, MOST).map((name) => [name]) };
}
