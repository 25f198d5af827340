/** The current state as it is written: what changes by the second in one file, what is declared and what changes by the minute in two others. */

import type { Quality } from '#telemetry/facts/quality.ts';
import type { AssetReference } from '../schema/asset.ts';
import type {
  ChannelDeclared,
  ChannelNow,
  Declared,
  Lately,
  Now,
  StateNow,
} from '../schema/now.ts';
import { packTable, unpackTable, type ColumnSpec, type PackedTable } from './table.ts';

/** As it stands in `now.<hash>.json`. */
export interface PackedNow extends Omit<StateNow, 'channels'> {
  /** `channels.<hash>.json`: what is declared of each channel, in the order of the rows here. */
  readonly declared: AssetReference;
  /** `lately.<hash>.json`: small charts and the newest entries of the log. */
  readonly lately: AssetReference;
  readonly channelCount: number;
  readonly channels: PackedTable;
}

const SPEC = [
  ['t', 'numbers'],
  ['value', 'numbers'],
  ['quality', 'words'],
  ['goodT', 'numbers', 't'],
  ['goodValue', 'numbers', 'value'],
] as const satisfies readonly (ColumnSpec & readonly [keyof ChannelNow, ...unknown[]])[];

/** Returns the three files' contents; `put` writes the two that the first one leads to. */
export async function packNow(
  { channels, sparks, log, shifts, trends, live, fieldSince, copies, ...rest }: Now,
  put: (stem: 'channels' | 'lately', content: Declared | Lately) => Promise<AssetReference>,
): Promise<PackedNow> {
  const columns = Object.fromEntries(
    SPEC.map(([name]) => [name, channels.map((channel) => channel[name])]),
  );
  return {
    ...rest,
    declared: await put('channels', { channels: channels.map(declaredOf) }),
    lately: await put('lately', { sparks, log, shifts, trends, live, fieldSince, copies }),
    channelCount: channels.length,
    channels: packTable(SPEC, columns),
  };
}

function declaredOf(channel: ChannelNow): ChannelDeclared {
  const { name, device, label, quantity, unit, role, staleAfterMs, limits } = channel;
  return { name, device, label, quantity, unit, role, staleAfterMs, limits };
}

/** Reads the current state back. @throws {RangeError} where a column is missing or too short, or other channels are declared */
export function unpackState(packed: PackedNow, declared: Declared): StateNow {
  const { declared: _, lately: __, channelCount, channels, ...rest } = packed;
  if (declared.channels.length !== channelCount)
    throw new RangeError(
      `${channelCount} channels have values, ${declared.channels.length} are declared`,
    );
  const table = unpackTable(SPEC, channels, channelCount);
  const number = (name: string, i: number) => (table[name]?.[i] ?? null) as number | null;
  return {
    ...rest,
    channels: declared.channels.map((channel, i) => ({
      ...channel,
      t: number('t', i),
      value: number('value', i),
      quality: (table['quality']?.[i] ?? null) as Quality | null,
      goodT: number('goodT', i),
      goodValue: number('goodValue', i),
    })),
  };
}
