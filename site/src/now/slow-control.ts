/** Which channels are of slow control: those that keep no metric, neither of an agent nor of the hub. */

import type { ChannelNow, Now } from '#site/snapshot/schema/now.ts';
import { isOfHub } from '#telemetry/metrics/recorded-name.ts';

/** Returns them; a metric may end because all is well, and then nobody waits for its next reading. */
export function slowControl({
  agents,
  channels,
}: Pick<Now, 'agents' | 'channels'>): readonly ChannelNow[] {
  const nodes = new Set(agents.map(({ node }) => node));
  return channels.filter(({ name, device }) => !nodes.has(device) && !isOfHub(name));
}
