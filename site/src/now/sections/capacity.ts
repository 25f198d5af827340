/** How full each volume is, and when it is full at today's growth. */

import type { VolumeNow } from '#site/snapshot/schema/now.ts';
import { href } from '../../href.ts';
import { outlookOf } from '../../overview/outlook.ts';
import { clockMinuteOrDay, clockOrDay } from '../../text/times.ts';
import { html, type Html } from '../../text/html.ts';
import { stateMark } from '../../text/parts.ts';
import { VOLUME_STALE_MS } from '../thresholds.ts';
import { used } from '../tiles/safe.ts';
import type { NowInput } from '../view.ts';

export function capacitySection({ now, at }: NowInput): Html {
  if (now.volumes.length === 0) return html`<p class="empty">No volume is watched.</p>`;
  return html`<ul class="bars">
      ${now.volumes.map((volume) => bar(volume, at, now.campaign?.plannedEnd ?? null))}
    </ul>
    <p class="quiet others"><a href="${href('storage/')}">Storage</a></p>`;
}

function bar(volume: VolumeNow, at: number, plannedEnd: number | null): Html {
  const { used: bytes, capacity } = volume;
  const share = bytes === null || !capacity ? null : Math.min(1, bytes / capacity);
  return html`<li>
    <div class="bar-text">
      <b>${volume.label}</b
      ><span>${bytes === null ? html`<span class="missing">no value</span>` : used(volume)}</span>
    </div>
    ${share === null ? null : html`<div class="bar" aria-hidden="true"><i style="inline-size:${(share * 100).toFixed(1)}%"></i></div>`}
    <div class="bar-text quiet"><span>${outlook(volume, at, plannedEnd)}</span></div>
  </li>`;
}

function outlook(volume: VolumeNow, at: number, plannedEnd: number | null): Html {
  const isOld = at - volume.at > VOLUME_STALE_MS;
  if (isOld && !volume.isQuota)
    return stateMark('stale', `stale since ${clockOrDay(volume.at, at)}`);
  const { state, words } = outlookOf({ ...volume, unit: 'By' }, plannedEnd);
  const said = isOld ? `${words}, as of ${clockMinuteOrDay(volume.at, at)}` : words;
  return state === 'alarm' || state === 'attention' ? stateMark(state, said) : html`${said}`;
}
