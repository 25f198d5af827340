/** Everything the Now page shows, worked out for one time; the hub does it for the snapshot's own time, the browser for the server's clock. */

import type { Manifest } from '#site/snapshot/schema/manifest.ts';
import type { Now } from '#site/snapshot/schema/now.ts';
import { agentsSection } from './sections/agents.ts';
import { capacitySection } from './sections/capacity.ts';
import { channelsSection } from './sections/channels.ts';
import { headSection } from './sections/head.ts';
import { keySection } from './sections/key-channels.ts';
import { logSection } from './sections/log.ts';
import { needsSection } from './sections/needs.ts';
import { tilesSection } from './sections/tiles.ts';

export interface NowInput {
  readonly now: Now;
  /** All is judged for this time. */
  readonly at: number;
  /** Ages instead of times: only where a clock runs. */
  readonly isLive: boolean;
  /** Null: how old the snapshot is cannot be known (a page without script). */
  readonly manifest: Manifest | null;
  /** The last question for a newer state had no answer: what happens now is not known. */
  readonly isUnanswered?: boolean;
}

/** The page's parts by the name of their place, as HTML. */
export function nowSections(input: NowInput): Readonly<Record<string, string>> {
  return {
    head: headSection(input).text,
    tiles: tilesSection(input).text,
    needs: needsSection(input).text,
    capacity: capacitySection(input).text,
    agents: agentsSection(input).text,
    log: logSection(input).text,
    key: keySection(input).text,
    channels: channelsSection(input).text,
  };
}
