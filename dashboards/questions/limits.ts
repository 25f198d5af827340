/** How key channels stand to the limits of their campaign: the words, and the same by SQL. */

import type { StateWord } from '../definition.ts';

export const LIMIT_STATES: Readonly<Record<number, StateWord>> = {
  0: { text: 'within', severity: 'ok' },
  1: { text: 'attention', severity: 'warning' },
  2: { text: 'alarm', severity: 'critical' },
};

/** The worst limit that is broken on each side, of fresh good key channels of the campaign that takes data. */
export function limitStates(roles: readonly string[]): string {
  const list = roles.map((role) => `'${role}'`).join(', ');
  return `SELECT h.name AS channel, l.side, MAX(CASE
    WHEN l.side = 'high' AND h.last_good_value > l.value OR l.side = 'low' AND h.last_good_value < l.value
    THEN IF(l.severity = 'alarm', 2, 1) ELSE 0 END) AS value
FROM run r JOIN key_channel k ON k.campaign_id = r.campaign_id JOIN channel h ON h.name = k.channel
JOIN channel_limit l ON l.channel_id = h.id AND l.campaign_id = k.campaign_id
WHERE r.state = 'open' AND r.origin = 'live' AND k.role IN (${list}) AND h.last_quality = 'good'
  AND h.last_good_ms >= :at - GREATEST(5000, COALESCE(h.stale_after_ms, 3 * h.cadence_ms))
  AND l.valid_from_ms = (SELECT MAX(o.valid_from_ms) FROM channel_limit o
    WHERE o.channel_id = l.channel_id AND o.campaign_id = l.campaign_id AND o.valid_from_ms <= :at)
GROUP BY h.id, l.side`;
}
