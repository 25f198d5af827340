/** Is it cold? */

import type { ChannelNow } from '#site/snapshot/schema/now.ts';
import { show, showText } from '#telemetry/units.ts';
import { judgeCold, lower } from '../cold.ts';
import { channelState } from '../state.ts';
import { trendText } from '../trend.ts';
import { sparkOf, unwatched, type Tile, type TileInput } from '../tile.ts';

const QUESTION = 'Is it cold?';

export function coldTile({ now, at }: TileInput): Tile {
  const { state, isCold, phrase, channels } = judgeCold(now, at);
  const [first, ...others] = channels;
  if (first === undefined) {
    return unwatched('cold', QUESTION, 'The campaign names no channel for the cavity.');
  }
  const { value, t } = channelState(first, at);
  const unknown = phrase.replace(/^Temperature not known: /, 'Not known: ');
  const shown = value === null ? null : show(value, first.unit);
  return {
    key: 'cold',
    question: QUESTION,
    state,
    answer: isCold === true ? 'Yes' : isCold === false ? 'No' : unknown,
    value:
      shown === null ? null : { text: shown.text, unit: `${shown.unit} ${lower(first.label)}` },
    t,
    lines: [
      trendText(now.trends[first.name], first.unit, value),
      ...others.map((channel) => other(channel, at, now.trends[channel.name])),
    ].filter((line) => line !== null),
    limit: limits(channels),
    spark: sparkOf(now, 'cold', { limit: highLimit(first), colour: 'c2' }),
    action: isCold === false ? 'procedures/temperature-excursion/' : null,
  };
}

function other(channel: ChannelNow, at: number, trend: number | null | undefined): string {
  const { value, word } = channelState(channel, at);
  if (value === null) return `${lower(channel.label)} ${word}`;
  const going = trendText(trend, channel.unit, value);
  return `${lower(channel.label)} ${showText(value, channel.unit)}${going === null ? '' : `, ${going}`}`;
}

function highLimit({ limits }: ChannelNow): number | null {
  const high = limits.filter(({ side }) => side === 'high').map(({ value }) => value);
  return high.length === 0 ? null : Math.min(...high);
}

function limits(channels: readonly ChannelNow[]): string | null {
  const texts = channels.flatMap((channel) => {
    const limit = highLimit(channel);
    return limit === null ? [] : [showText(limit, channel.unit)];
  });
  if (texts.length === 0) return null;
  return `${texts.length === 1 ? 'limit' : 'limits'} ${texts.join(' and ')}`;
}
