/** How full each volume is, and when it is full at today's growth. */

import type { VolumeNow } from '#site/snapshot/schema/now.ts';
import { formatSignificant, showText } from '#telemetry/units.ts';
import { clockOrDay } from '../../text/times.ts';
import { html, type Html } from '../../text/html.ts';
import { stateMark } from '../../text/parts.ts';
import { DISK_ALARM_DAYS, DISK_ATTENTION_DAYS, VOLUME_STALE_MS } from '../thresholds.ts';
import { daysLeft, used } from '../tiles/safe.ts';
import type { NowInput } from '../view.ts';

export function capacitySection({ now, at }: NowInput): Html {
  if (now.volumes.length === 0) return html`<p class="empty">No volume is watched.</p>`;
  return html`<ul class="bars">
    ${now.volumes.map((volume) => bar(volume, at))}
  </ul>`;
}

function bar(volume: VolumeNow, at: number): Html {
  const { used: bytes, capacity } = volume;
  const share = bytes === null || !capacity ? null : Math.min(1, bytes / capacity);
  return html`<li>
    <div class="bar-text"><b>${volume.label}</b><span>${used(volume)}</span></div>
    ${share === null ? null : html`<div class="bar" aria-hidden="true"><i style="inline-size:${(share * 100).toFixed(1)}%"></i></div>`}
    <div class="bar-text quiet"><span>${outlook(volume, at)}</span></div>
  </li>`;
}

function outlook(volume: VolumeNow, at: number): Html {
  if (at - volume.at > VOLUME_STALE_MS) {
    return stateMark('stale', `stale since ${clockOrDay(volume.at, at)}`);
  }
  const days = daysLeft(volume);
  if (days === null) {
    return html`${volume.growth === null ? 'growth not known yet' : 'not growing'}`;
  }
  const rate = `full in ${days > 365 ? 'over a year' : `${formatSignificant(days, 2)} days`} at ${showText((volume.growth ?? 0) * 86_400, 'By')} a day`;
  if (days < DISK_ALARM_DAYS) return stateMark('alarm', rate);
  return days < DISK_ATTENTION_DAYS ? stateMark('attention', rate) : html`${rate}`;
}
