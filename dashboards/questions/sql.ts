/** SQL that several panels share: what the catalogue knows of channels and open runs; `:at` is the moment. */

/** A channel's value is of now while it is not older than this; as on the site, at least 5 s. */
const FRESH_MS = 'GREATEST(5000, COALESCE(stale_after_ms, 3 * cadence_ms))';

/** Channels of slow control, not those that are metrics of agents, whose device is the node, or of the hub. */
export const OF_SLOW_CONTROL =
  "device NOT IN (SELECT name FROM node) AND name NOT LIKE 'hub/flash.%'";

/** The fresh good value of every channel of a quantity. */
export function lastGood(quantity: string): string {
  return `SELECT device, name AS channel, last_good_value AS value FROM channel
WHERE quantity = '${quantity}' AND ${OF_SLOW_CONTROL} AND last_quality = 'good' AND last_good_ms >= :at - ${FRESH_MS}`;
}

/** The fresh good value of the key channels with a role, of the campaign that takes data. */
export function lastGoodOfRole(role: string): string {
  return `SELECT h.name AS channel, h.last_good_value AS value
FROM run r JOIN key_channel k ON k.campaign_id = r.campaign_id JOIN channel h ON h.name = k.channel
WHERE r.state = 'open' AND r.origin = 'live' AND k.role = '${role}' AND h.last_quality = 'good'
  AND h.last_good_ms >= :at - GREATEST(5000, COALESCE(h.stale_after_ms, 3 * h.cadence_ms))
GROUP BY h.id`;
}

/** What the good readings of a quantity's channels come to over a window, with the one that held when it began: `MAX(r.value) - MIN(r.value)`. */
export function overWindow(quantity: string, windowMs: number, what: string): string {
  return `SELECT c.device, c.name AS channel, ${what} AS value
FROM channel c JOIN reading r ON r.channel_id = c.id
WHERE c.quantity = '${quantity}' AND c.last_good_ms >= :at - ${FRESH_MS}
  AND r.quality = 'good' AND r.t_ms <= :at AND r.t_ms >= COALESCE((SELECT MAX(p.t_ms) FROM reading p
    WHERE p.channel_id = c.id AND p.t_ms <= GREATEST(:at - ${windowMs}, :since)), 0)
GROUP BY c.id`;
}

/** The open run of live data of each campaign that began last; `what` over run `r`. */
export function ofOpenRuns(what: string): string {
  return `SELECT c.slug AS campaign, ${what} AS value FROM run r JOIN campaign c ON c.id = r.campaign_id
WHERE ${OPEN} AND ${what} IS NOT NULL`;
}

const OPEN = `r.state = 'open' AND r.origin = 'live' AND r.start_ms = (SELECT MAX(o.start_ms) FROM run o
  WHERE o.campaign_id = r.campaign_id AND o.state = 'open' AND o.origin = 'live')`;

/** The last sweep of those runs that could be fitted; `what` over sweep `s` of run `r`. */
export function ofLastSweep(what: string): string {
  return `SELECT c.slug AS campaign, ${what} AS value
FROM run r JOIN campaign c ON c.id = r.campaign_id JOIN sweep s ON s.run_id = r.id
WHERE ${OPEN} AND s.f0_hz IS NOT NULL
  AND s.taken_ms = (SELECT MAX(o.taken_ms) FROM sweep o WHERE o.run_id = r.id AND o.f0_hz IS NOT NULL)`;
}
