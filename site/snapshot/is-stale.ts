/** Whether a channel's last reading is too old. */

import type { ChannelNow } from './schema/now.ts';

/** Returns whether a channel's last reading is older than it may be; false where that is not known. */
export function isStale(channel: ChannelNow, now: number): boolean {
  return (
    channel.t !== null && channel.staleAfterMs !== null && now - channel.t > channel.staleAfterMs
  );
}
