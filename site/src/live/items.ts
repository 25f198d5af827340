/** Returns what is shown for a wish, at one time. */

import type { Alarms } from '#site/snapshot/schema/alarms.ts';
import { sayValue } from '#telemetry/alerts/say-value.ts';
import { recordedChannel, isSelected } from '../dashboards/recorded-channel.ts';
import { lookOf, stateWord } from '../alarms/words.ts';
import { channelState } from '../now/state.ts';
import { clockMinuteOrDay, clockOrDay, span } from '../text/times.ts';
import { FACTS } from './facts.ts';
import { channelItem, good, without, type LiveInput, type LiveItem } from './item.ts';
import type { LiveWish } from './wish.ts';

/** Returns the values of a wish, or one entry that says why there are none. */
export function itemsOf(
  wish: LiveWish,
  input: LiveInput,
  alarms: Alarms | null,
): readonly LiveItem[] {
  switch (wish.kind) {
    case 'channel':
      return ofChannel(wish.channel, input);
    case 'role':
      return ofRole(wish.role, input);
    case 'quality':
      return ofQuality(wish.quality, input);
    case 'metric':
      return ofMetric(wish, input);
    case 'fact':
      return FACTS[wish.fact](input);
    case 'alert':
      return ofAlert(wish.alert, input.at, alarms);
  }
}

function ofChannel(name: string, { now, at }: LiveInput): readonly LiveItem[] {
  const channel = now.channels.find((one) => one.name === name);
  return [
    channel === undefined
      ? without(`not configured: no channel is called ${name}`)
      : channelItem(channel, null, at),
  ];
}

function ofRole(role: string, { now, at }: LiveInput): readonly LiveItem[] {
  const own = now.channels.filter((channel) => channel.role === role);
  if (own.length === 0)
    return [{ ...without('not configured'), hint: `no key channel has the role ${role}` }];
  return own.map((channel) => channelItem(channel, own.length === 1 ? null : channel.label, at));
}

function ofQuality(quality: string, { now, at }: LiveInput): readonly LiveItem[] {
  const own = now.channels.filter((channel) => channel.quality === quality);
  if (own.length === 0) return [good('no channel', null)];
  return own.map((channel) => channelItem(channel, channel.name, at));
}

function ofMetric(
  { metric, unit, where, words, isTime }: Extract<LiveWish, { kind: 'metric' }>,
  { now, at }: LiveInput,
): readonly LiveItem[] {
  const found = now.channels.flatMap((channel) =>
    recordedChannel(channel, metric)
      .filter(({ labels }) => isSelected(labels, where))
      .map(({ labels }) => ({ channel, labels })),
  );
  if (found.length === 0) return [without('not configured, or not read yet')];
  const say = (value: number): string => {
    if (words !== null) return value >= 1 ? words[0] : words[1];
    if (!isTime) return sayValue(value, unit);
    const t = value * 1_000;
    const when = clockMinuteOrDay(t, at);
    return t > at ? `${when}, in ${span(t - at)}` : `${when}, ${span(at - t)} ago`;
  };
  return found.map(({ channel, labels }) => {
    const { state, word, value, t } = channelState(channel, at);
    const { node = '', ...others } = labels;
    const own = Object.entries(others).flatMap(([label, text]) =>
      where[label]?.length === 1 || text === '' ? [] : [text],
    );
    // What is not as it should be is a word with its mark, not a number.
    const isBad = words !== null && value === 0;
    return {
      name: found.length === 1 ? null : [...own, ...(own.length === 0 ? [node] : [])].join(' '),
      value: value === null || isBad ? null : say(value),
      state: isBad ? 'attention' : state,
      word: isBad ? words[1] : state === 'good' ? null : word,
      t: state === 'stale' ? null : t,
    };
  });
}

/** Raised ones of an alert, each with what it is about; off with the reason; else that it is not raised. */
function ofAlert(alert: string, at: number, alarms: Alarms | null): readonly LiveItem[] {
  if (alarms === null) return [];
  const off = alarms.off.find((one) => one.alert === alert);
  if (off !== undefined) return [without(`off: ${off.why}`)];
  const raised = alarms.raised.filter((one) => one.alert === alert);
  if (raised.length === 0)
    return [alarms.watched === 0 ? without('not watched yet') : good('not raised', null)];
  return raised.map((alarm) => ({
    name: alarm.about === '' ? null : alarm.about,
    value: alarm.value,
    state: lookOf(alarm),
    word: `${stateWord(alarm)} since ${clockOrDay(alarm.since, at)}`,
    t: null,
  }));
}
