/** The channels by device: what a shifter reads stands open, states and raw values are folded, what is long silent stands apart. */

import type { ChannelNow } from '#site/snapshot/schema/now.ts';

export interface DeviceView {
  readonly device: string;
  readonly open: readonly ChannelNow[];
  readonly folded: readonly ChannelNow[];
  /** Latest reading of any of its channels; null: never read. */
  readonly last: number | null;
}

export interface DevicesView {
  /** Devices of the campaign's key channels first. */
  readonly heard: readonly DeviceView[];
  /** All of whose channels have been silent for over a day, the latest first. */
  readonly silent: readonly DeviceView[];
}

/** Silent for longer, a device is switched off or gone: nobody waits for its next reading. */
const SILENT_MS = 86_400_000;

const OPEN = new Set(['temperature', 'pressure', 'flow', 'field', 'current', 'level', 'rate']);

/** Returns the devices with their channels for a time. */
export function devicesOf(channels: readonly ChannelNow[], at: number): DevicesView {
  const devices = [...Map.groupBy(channels, ({ device }) => device)].map(([device, own]) => ({
    view: viewOf(device, own),
    isKey: own.some(({ role }) => role !== null),
  }));
  const ordered = [...devices.filter(({ isKey }) => isKey), ...devices.filter((one) => !one.isKey)];
  const views = ordered.map(({ view }) => view);
  const isSilent = ({ last }: DeviceView): boolean => last === null || at - last > SILENT_MS;
  return {
    heard: views.filter((view) => !isSilent(view)),
    silent: views.filter(isSilent).toSorted((a, b) => (b.last ?? 0) - (a.last ?? 0)),
  };
}

function viewOf(device: string, channels: readonly ChannelNow[]): DeviceView {
  const times = channels.flatMap(({ t }) => (t === null ? [] : [t]));
  const isOpen = ({ role, quantity }: ChannelNow): boolean => role !== null || OPEN.has(quantity);
  return {
    device,
    open: channels.filter(isOpen),
    folded: channels.filter((channel) => !isOpen(channel)),
    last: times.length === 0 ? null : Math.max(...times),
  };
}

/** A channel's name after its device, and of a series with attributes the last value: `status/cpavgh`, `held`. */
export function shortName({ name, device }: ChannelNow): string {
  const own = name.startsWith(`${device}/`) ? name.slice(device.length + 1) : name;
  return own.includes('=') ? own.slice(own.lastIndexOf('=') + 1) : own;
}

const KINDS: readonly (readonly [kind: string, one: string, more: string])[] = [
  ['valve', 'valve', 'valves'],
  ['resistance', 'resistance', 'resistances'],
  ['power', 'power', 'powers'],
  ['state', 'state', 'states'],
  ['count', 'count', 'counts'],
  ['size', 'size', 'sizes'],
];

/** What is folded, by kind, most numerous first: `39 valves, 24 states, 4 resistances`. */
export function foldedKinds(channels: readonly ChannelNow[]): string {
  const kinds = Map.groupBy(channels, (channel) =>
    shortName(channel).startsWith('valve/') ? 'valve' : channel.quantity,
  );
  return [...kinds]
    .toSorted(([, a], [, b]) => b.length - a.length)
    .map(([kind, { length }]) => {
      const words = KINDS.find(([name]) => name === kind);
      return `${length} ${words === undefined ? kind : length === 1 ? words[1] : words[2]}`;
    })
    .join(', ');
}
