/** The fixture's channels: a dilution refrigerator with a magnet, as a QUAX-like campaign has them. */

import type { ChannelNow, KeyRole, Limit } from '#site/snapshot/schema/now.ts';
import type { KeyChannel } from '#site/snapshot/schema/runs.ts';

const high = (value: number, reason: string): Limit => ({
  side: 'high',
  severity: 'attention',
  value,
  reason,
});

export const KEY_CHANNELS: readonly KeyChannel[] = [
  {
    channel: 'qfridge/ch5-t',
    role: 't_cav',
    label: 'Cavity',
    quantity: 'temperature',
    unit: 'K',
    limits: [high(0.038, 'noise of the first amplifier doubles')],
  },
  {
    channel: 'qfridge/ch6-t',
    role: 't_mc',
    label: 'Mixing chamber',
    quantity: 'temperature',
    unit: 'K',
    limits: [high(0.02, 'the cavity follows within a quarter of an hour')],
  },
  {
    channel: 'magnet/field',
    role: 'field',
    label: 'Field',
    quantity: 'field',
    unit: 'T',
    limits: [],
  },
  {
    channel: 'magnet/lead-current',
    role: 'lead_current',
    label: 'Lead current',
    quantity: 'current',
    unit: 'A',
    limits: [],
  },
  {
    channel: 'qfridge/p2',
    role: 'pressure',
    label: 'Still line',
    quantity: 'pressure',
    unit: 'Pa',
    limits: [],
  },
];

/** What an agent keeps of its collectors; `failed`: from how long ago to how long ago, ms. */
export const STATE_CHANNELS: readonly {
  readonly channel: string;
  readonly failed: readonly [from: number, to: number] | null;
}[] = [
  { channel: 'lnf-daq/flash.collector.up/collector=daq', failed: null },
  { channel: 'lnf-daq/flash.collector.up/collector=storage', failed: [3_600_000, 2_100_000] },
];

const OTHERS: readonly (readonly [
  name: string,
  label: string,
  quantity: string,
  unit: string,
  value: number,
])[] = [
  ['qfridge/ch1-t', '50 K plate', 'temperature', 'K', 52.31],
  ['qfridge/ch2-t', '4 K plate', 'temperature', 'K', 3.412],
  ['qfridge/ch4-t', 'Still', 'temperature', 'K', 0.812],
  ['qfridge/p1', 'Outer vacuum', 'pressure', 'Pa', 2.31e-4],
  ['qfridge/p3', 'Condensing line', 'pressure', 'Pa', 31_200],
  ['qfridge/flow', 'Flow', 'flow', 'mol/s', 3.91e-4],
  ['qfridge/ch6-r', 'Mixing chamber, resistance', 'resistance', 'Ohm', 18_412],
  ['lnf-daq/daq/rate', 'Rate of the DAQ disk', 'rate', 'By/s', 156_300],
];

const VALUES: Readonly<Record<KeyRole, number>> = {
  t_cav: 0.0303,
  t_mc: 0.01182,
  field: 8,
  lead_current: 0,
  pressure: 2.1,
  magnet_mode: 1,
  flow: 0,
  level: 0,
  temperature: 0,
  cooling_water: 0,
  compressor: 1,
  other: 0,
};

/** Returns every channel as it stands at `at`; one of them (the outer vacuum) went silent 14 minutes ago. */
export function channelsNow(at: number): ChannelNow[] {
  const keys = KEY_CHANNELS.map((key) =>
    channel(
      at,
      key.channel,
      key.label,
      key.quantity,
      key.unit,
      VALUES[key.role],
      key.role,
      key.limits,
    ),
  );
  const others = OTHERS.map(([name, label, quantity, unit, value]) =>
    channel(at, name, label, quantity, unit, value, null, []),
  );
  const states = STATE_CHANNELS.map(({ channel: name }) => ({
    ...channel(at, name, name, 'state', '1', 1, null, []),
    staleAfterMs: 180_000,
  }));
  const mode = channel(
    at,
    'magnet/mode',
    'Mode',
    'state',
    '1',
    VALUES.magnet_mode,
    'magnet_mode',
    [],
  );
  return [...keys, mode, ...others, ...states].map((one, i) => {
    if (one.name === 'qfridge/p1') return { ...one, t: at - 14 * 60_000, goodT: at - 14 * 60_000 };
    if (one.name === 'qfridge/ch6-r') return { ...one, quality: 'over' as const, value: null };
    return { ...one, t: at - 1000 * (2 + (i % 7)), goodT: at - 1000 * (2 + (i % 7)) };
  });
}

function channel(
  at: number,
  name: string,
  label: string,
  quantity: string,
  unit: string,
  value: number,
  role: KeyRole | null,
  limits: readonly Limit[],
): ChannelNow {
  const device = name.includes('=')
    ? (name.split('/')[0] ?? '')
    : name.slice(0, name.lastIndexOf('/'));
  return {
    name,
    device,
    label,
    quantity,
    unit,
    role,
    t: at,
    value,
    quality: 'good',
    goodT: at,
    goodValue: value,
    staleAfterMs: 30_000,
    limits,
  };
}
