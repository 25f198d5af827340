/** Is the field on? */

import type { Need, Now } from '#site/snapshot/schema/now.ts';
import { show, showText } from '#telemetry/units.ts';
import { clockMinuteOrDay } from '../../text/times.ts';
import { modeWord } from '../magnet-mode.ts';
import { channelOf, channelState, type State } from '../state.ts';
import { FIELD_ON_T } from '../thresholds.ts';
import { sparkOf, unwatched, type Tile, type TileInput } from '../tile.ts';

const QUESTION = 'Is the field on?';

export function fieldTile({ now, at }: TileInput): Tile {
  const channel = channelOf(now, 'field');
  if (channel === undefined) {
    return unwatched('field', QUESTION, 'The campaign names no channel for the field.');
  }
  const { word, value, t, ...judged } = channelState(channel, at);
  const need = needOf(now);
  const state = need?.severity === 'alarm' && value !== null ? 'alarm' : judged.state;
  return {
    key: 'field',
    question: QUESTION,
    state,
    answer: value === null ? `Not known: ${word}` : Math.abs(value) >= FIELD_ON_T ? 'Yes' : 'No',
    value: value === null ? null : show(value, channel.unit),
    t,
    lines: [mode({ now, at }), leads({ now, at })].filter((line) => line !== null),
    limit: null,
    spark: sparkOf(now, 'field', { fromZero: true, colour: 'c6' }),
    action: need?.procedure ?? procedureOf(state, value),
  };
}

/** Alarms of the magnet, by what they say to do, the gravest first. */
const PROCEDURES = ['quench', 'field-off', 'field-out-of-limits', 'field-changing'].map(
  (name) => `procedures/alarms/${name}`,
);

/** What is raised about the field; undefined: nothing is. */
function needOf({ needs }: Now): Need | undefined {
  return PROCEDURES.map((path) => needs.find(({ procedure }) => procedure === path)).find(
    (need) => need !== undefined,
  );
}

/** Null: the field is as it should be, or not known. */
function procedureOf(state: State, value: number | null): string | null {
  if (value === null || (state !== 'alarm' && state !== 'attention')) return null;
  const isOff = Math.abs(value) < FIELD_ON_T;
  return `procedures/alarms/${isOff ? 'field-off' : 'field-out-of-limits'}`;
}

/** Persistent or driven is said where a channel tells it, else that none does; since when, as far back as readings go. */
function mode({ now, at }: TileInput): string {
  const since = now.fieldSince === null ? '' : ` since ${clockMinuteOrDay(now.fieldSince, at)}`;
  const channel = channelOf(now, 'magnet_mode');
  if (channel === undefined)
    return `${since === '' ? '' : `at this value${since}; `}persistent or driven: not watched`;
  const { value, word } = channelState(channel, at);
  return value === null ? `mode ${word}` : `${modeWord(value)}${since}`;
}

/** A persistent magnet carries its field with nothing in the leads: the current is said, the mode is not guessed. */
function leads({ now, at }: TileInput): string | null {
  const channel = channelOf(now, 'lead_current');
  if (channel === undefined) return null;
  const { value, word } = channelState(channel, at);
  return value === null
    ? `lead current ${word}`
    : `the leads carry ${showText(value, channel.unit)}`;
}
