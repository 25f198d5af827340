/** Every channel but the hub's own with its last value, by device: a dead one says since when. */

import type { ChannelNow } from '#site/snapshot/schema/now.ts';
import { isOfHub } from '#telemetry/metrics/recorded-name.ts';
import { formatCount, showText } from '#telemetry/units.ts';
import { channelsHref } from '../../explore/link.ts';
import { html, type Html } from '../../text/html.ts';
import { stateMark, symbols, timeTag } from '../../text/parts.ts';
import { clockOrDay } from '../../text/times.ts';
import { devicesOf, foldedKinds, shortName, type DeviceView } from '../devices.ts';
import { modeWord } from '../magnet-mode.ts';
import { slowControl } from '../slow-control.ts';
import { channelState, isStale } from '../state.ts';
import { when } from '../tile.ts';
import type { NowInput } from '../view.ts';

interface Rows {
  readonly at: number;
  readonly isLive: boolean;
  /** Of a device whose heading says since when all of it is silent: rows need not. */
  readonly isSilent: boolean;
  /** Whose next reading is waited for. */
  readonly awaited: ReadonlySet<ChannelNow>;
}

export function channelsSection({ now, at, isLive }: NowInput): Html {
  const channels = now.channels.filter(({ name }) => !isOfHub(name));
  if (channels.length === 0) return html`<p class="empty">No channel has been read yet.</p>`;
  const { heard, silent } = devicesOf(channels, at);
  const rows = { at, isLive, isSilent: false, awaited: new Set(slowControl(now)) };
  return html`<div class="devices">${heard.map((view) => deviceHtml(view, rows))}</div>
    ${silent.length === 0 ? null : silentHtml(silent, heard.length === 0, { ...rows, isSilent: true })}`;
}

function deviceHtml({ device, open, folded }: DeviceView, rows: Rows): Html {
  return html`${open.length === 0 ? html`<h3>${device}</h3>` : table(open, device, rows)}
  ${folded.length === 0 ? null : fold(device, folded, rows)}`;
}

/** A fold says what it holds, and when something in it is not as it should be. */
function fold(device: string, folded: readonly ChannelNow[], rows: Rows): Html {
  const { at, isSilent, awaited } = rows;
  const stale = folded.filter((channel) => awaited.has(channel) && isStale(channel, at));
  const count = isSilent ? 0 : stale.length;
  return html`<details>
    <summary>${foldedKinds(folded)}${count === 0 ? null : `; ${formatCount(count)} stale`}</summary>
    ${table(folded, `${device}, further channels`, rows)}
  </details>`;
}

/** Devices that nobody expects to speak: folded, unless there is nothing else to show. */
function silentHtml(silent: readonly DeviceView[], isAlone: boolean, rows: Rows): Html {
  const names = silent.map(({ device, last }) =>
    last === null ? `${device}, never read` : `${device} since ${clockOrDay(last, rows.at)}`,
  );
  return html`<details class="silent" ${isAlone ? html`open` : null}>
    <summary>Silent devices: ${names.join('; ')}</summary>
    <div class="devices">${silent.map((view) => deviceHtml(view, rows))}</div>
  </details>`;
}

/** The head is repeated by the browser where a table goes on in the next column. */
function table(channels: readonly ChannelNow[], title: string, rows: Rows): Html {
  const labels = Map.groupBy(channels, ({ label }) => label);
  return html`<table class="channels">
    <thead>
      <tr>
        <th scope="col">${title}</th>
        <td class="sr-only">Value</td>
        <td class="sr-only">Read</td>
      </tr>
    </thead>
    <tbody>
      ${channels.map((channel) => row(channel, labels.get(channel.label)?.length !== 1, rows))}
    </tbody>
  </table>`;
}

/** A channel goes by its label; without one, or where another has the same, by its name after the device. */
function nameHtml(channel: ChannelNow, isShared: boolean): Html {
  const { name, label } = channel;
  if (label === name || isShared) {
    return html`<a
      class="name short"
      href="${channelsHref([name])}"
      title="${label === name ? name : `${label}: ${name}`}"
      >${shortName(channel)}</a
    >`;
  }
  return html`<a class="name" href="${channelsHref([name])}" title="${name}">${symbols(label)}</a>`;
}

function row(channel: ChannelNow, isShared: boolean, { at, isLive, isSilent }: Rows): Html {
  const { state, word, value, t } = channelState(channel, at);
  const { goodValue, role, unit } = channel;
  const lastGood =
    value !== null || goodValue === null
      ? null
      : html`<span class="last">last good ${showText(goodValue, unit)}</span>`;
  const mark = state === 'good' || isSilent ? null : stateMark(state, word);
  const read =
    t === null ? 'never read' : timeTag(t, isSilent ? clockOrDay(t, at) : when(t, at, isLive));
  return html`<tr data-state="${state}">
    <th scope="row">${nameHtml(channel, isShared)}</th>
    <td class="n">
      ${value === null ? null : role === 'magnet_mode' ? modeWord(value) : showText(value, unit)}
      ${mark}${lastGood}
    </td>
    <td class="n quiet">${read}</td>
  </tr>`;
}
