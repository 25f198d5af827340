/** Every channel of slow control with its last value, by device: a dead one says since when. */

import type { ChannelNow } from '#site/snapshot/schema/now.ts';
import { formatCount, showText } from '#telemetry/units.ts';
import { html, type Html } from '../../text/html.ts';
import { stateMark, timeTag } from '../../text/parts.ts';
import { channelState } from '../state.ts';
import { when } from '../tile.ts';
import type { NowInput } from '../view.ts';

export function channelsSection({ now, at, isLive }: NowInput): Html {
  if (now.channels.length === 0) return html`<p class="empty">No channel has been read yet.</p>`;
  const devices = Map.groupBy(now.channels, ({ device }) => device);
  return html`<div class="devices">
    ${[...devices].map(([device, channels]) => deviceTable(device, channels, at, isLive))}
  </div>`;
}

function deviceTable(
  device: string,
  channels: readonly ChannelNow[],
  at: number,
  isLive: boolean,
): Html {
  return html`<table class="channels">
    <caption>
      ${device}
      <span class="quiet"
        >${formatCount(channels.length)} ${channels.length === 1 ? 'channel' : 'channels'}</span
      >
    </caption>
    <thead>
      <tr>
        <th scope="col">Channel</th>
        <th scope="col" class="n">Value</th>
        <th scope="col" class="n">Read</th>
      </tr>
    </thead>
    <tbody>
      ${channels.map((channel) => row(channel, at, isLive))}
    </tbody>
  </table>`;
}

function row(channel: ChannelNow, at: number, isLive: boolean): Html {
  const { state, word, value, t } = channelState(channel, at);
  const shown = value === null ? null : showText(value, channel.unit);
  const isPlain = state === 'good';
  const last =
    value === null && channel.goodValue !== null
      ? html`<span class="quiet last">last good ${showText(channel.goodValue, channel.unit)}</span>`
      : null;
  return html`<tr data-state="${state}">
    <th scope="row"><span class="name" title="${channel.name}">${channel.label}</span></th>
    <td class="n">${shown} ${isPlain ? null : stateMark(state, word)}${last}</td>
    <td class="n quiet">${t === null ? 'never' : timeTag(t, when(t, at, isLive))}</td>
  </tr>`;
}
