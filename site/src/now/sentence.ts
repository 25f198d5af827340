/** The first line of Now: what the experiment does, in words, never more than the data say; what is missing is named. */

import type { Now, RunNow } from '#site/snapshot/schema/now.ts';
import { isOfHub } from '#telemetry/metrics/recorded-name.ts';
import { countInWords, formatCount, showText } from '#telemetry/units.ts';
import { clockMinuteOrDay, clockOrDay, span } from '../text/times.ts';
import { judgeCold } from './cold.ts';
import { backlog, fileAge, filesAreFresh, silentSince } from './flow.ts';
import { channelOf, channelState } from './state.ts';
import { FIELD_ON_T, S11_LIMIT_MS } from './thresholds.ts';
import { TILES } from './tiles/index.ts';

/** A part of the sentence; the tone decides its ink, the words say it all without. */
export interface Phrase {
  readonly text: string;
  readonly tone: 'plain' | 'quiet' | 'attention' | 'alarm';
}

/** How old the snapshot itself is allowed to be. */
export interface News {
  readonly publishedAt: number;
  readonly staleAfterMs: number;
  /** The last question for a newer one had no answer. */
  readonly isUnanswered?: boolean;
}

/** Returns the sentence for a time; `news` is left out where the snapshot's own age is not the question. */
export function sentence(now: Now, at: number, news?: News): readonly Phrase[] {
  const silence = news === undefined ? null : noNews(news, at);
  if (silence !== null) return silence;
  const isEmpty = now.channels.every(({ name }) => isOfHub(name));
  if (now.run === null && now.lastRun === null && isEmpty) {
    return [plain('Nothing has been recorded yet.')];
  }
  const silent = silentSince(now, at);
  const opening = silent === null ? openingOf(now, at) : noAgent(silent, at);
  return [
    ...critical(now),
    ...opening.phrases,
    ...condition(now, at, opening.isTaking),
    ...needs(now, opening.isTaking, at),
  ];
}

/** What there is to say of a snapshot that is old or the last to be had, whatever stands in it; null: it is neither. */
export function noNews(news: News, at: number): readonly Phrase[] | null {
  const { publishedAt, staleAfterMs, isUnanswered = false } = news;
  if (at - publishedAt <= staleAfterMs && !isUnanswered) return null;
  return [
    plain(`No news since ${clockOrDay(publishedAt, at)} UTC.`, 'attention'),
    plain('What happens now is not known; below is what was last seen.', 'quiet'),
  ];
}

/** The sentence as one text. */
export function sentenceText(phrases: readonly Phrase[]): string {
  return phrases.map(({ text }) => text).join(' ');
}

/** What cannot wait stands before all else, by its name. */
function critical({ needs }: Now): readonly Phrase[] {
  const [first, ...others] = needs.filter(({ severity }) => severity === 'alarm');
  if (first === undefined) return [];
  const more = others.length === 0 ? '' : `, and ${countInWords(others.length)} more`;
  return [plain(`${first.title}${more}.`, 'alarm')];
}

interface Opening {
  readonly phrases: readonly Phrase[];
  /** Whether physics data are being taken, all that this needs being fresh. */
  readonly isTaking: boolean;
}

const plain = (text: string, tone: Phrase['tone'] = 'plain'): Phrase => ({ text, tone });
const saying = (text: string, isTaking = false): Opening => ({ phrases: [plain(text)], isTaking });

function noAgent(since: number, at: number): Opening {
  return {
    phrases: [plain(`No agent has reported since ${clockOrDay(since, at)} UTC.`, 'attention')],
    isTaking: false,
  };
}

function openingOf(now: Now, at: number): Opening {
  const { run } = now;
  const waiting = filesAreFresh(now, at) ? null : backlog(now, at);
  if (waiting !== null) return arriving(waiting, now.daq?.lastFile?.t ?? null, at);
  if (run === null) return saying(withoutRun(now, at));
  if (now.daq === null) return saying(`Run ${run.number} is open; its files are not watched.`);
  if (!filesAreFresh(now, at)) {
    const last = now.daq.lastFile;
    const age = fileAge(now, at);
    if (last === null || age === null) return saying(`Run ${run.number} is open, no file yet.`);
    return saying(`Run ${run.number} is open, no file since ${clockOrDay(last.t, at)}.`);
  }
  return run.kind === 'physics' || run.kind === 'rescan'
    ? takingPhysics(now, run, at)
    : saying(takingOther(now, run, at));
}

/** Where much is on its way, what is here tells of the past: nothing is missing, and nothing is said of now. */
function arriving(waiting: number, newest: number | null, at: number): Opening {
  const so =
    newest === null
      ? 'no file is here yet'
      : `the newest file so far is of ${clockMinuteOrDay(newest, at)}`;
  return saying(`Earlier data are still arriving, ${formatCount(waiting)} facts wait; ${so}.`);
}

function withoutRun({ lastRun, campaign }: Now, at: number): string {
  if (lastRun === null) return `No run yet${campaign === null ? '' : ` in ${campaign.name}`}.`;
  const kind = lastRun.kind === 'unknown' ? '' : `, ${lastRun.kind},`;
  if (lastRun.origin === 'import') {
    const what = lastRun.kind === 'unknown' ? '' : `, ${lastRun.kind}`;
    return `No run is open; the last one listed is run ${lastRun.number}${what}.`;
  }
  const end = lastRun.end === null ? 'has ended' : `ended ${clockMinuteOrDay(lastRun.end, at)}`;
  return `No run is open; run ${lastRun.number}${kind} ${end}.`;
}

function takingPhysics(now: Now, run: RunNow, at: number): Opening {
  const field = fieldOf(now, at);
  const sweep = sweepOf(run, at);
  const word = run.kind === 'rescan' ? 'rescan' : 'physics';
  if (field.isOn && sweep.missing === null) {
    return saying(`Taking ${word} data at ${sweep.f0}, ${field.text}.`, true);
  }
  const missing = [field.isOn ? null : field.text, sweep.missing].filter((part) => part !== null);
  return saying(`Writing files of a ${word} run: ${missing.join(', ')}.`);
}

function takingOther(now: Now, run: RunNow, at: number): string {
  if (run.kind === 'unknown') return 'Writing files of a run whose kind is not known.';
  const field = channelOf(now, 'field') === undefined ? '' : `, ${fieldOf(now, at).text}`;
  return `Taking ${run.kind} data${field}.`;
}

/** The field for a sentence: `8.00 T`, `field off (0.00 T)`, `field stale since 10:02:14`, `field not watched`. */
function fieldOf(now: Now, at: number): { readonly isOn: boolean; readonly text: string } {
  const channel = channelOf(now, 'field');
  if (channel === undefined) return { isOn: false, text: 'field not watched' };
  const { value, word } = channelState(channel, at);
  if (value === null) return { isOn: false, text: `field ${word}` };
  const shown = showText(value, channel.unit);
  const isOn = Math.abs(value) >= FIELD_ON_T;
  return { isOn, text: isOn ? shown : `field off (${shown})` };
}

function sweepOf({ step }: RunNow, at: number): { f0: string | null; missing: string | null } {
  if (step === null || step.sweepAt === null)
    return { f0: null, missing: 'no S11 sweep in this run' };
  if (step.f0Hz === null) return { f0: null, missing: 'the last S11 sweep has no fit' };
  if (at - step.sweepAt > S11_LIMIT_MS) {
    const missing = `S11 from ${clockMinuteOrDay(step.sweepAt, at)}, older than ${span(S11_LIMIT_MS)}`;
    return { f0: null, missing };
  }
  return { f0: showText(step.f0Hz, 'Hz'), missing: null };
}

function condition(now: Now, at: number, isTaking: boolean): readonly Phrase[] {
  const cold = judgeCold(now, at);
  const sweepAt = now.run?.step?.sweepAt ?? null;
  const resonance =
    isTaking && sweepAt !== null ? `resonance measured ${clockMinuteOrDay(sweepAt, at)}` : null;
  if (resonance === null) return [plain(`${cold.phrase}.`, 'quiet')];
  if (cold.isCold === true) return [plain(`Cold, ${resonance}.`, 'quiet')];
  return [plain(`${cold.phrase}; ${resonance}.`, 'quiet')];
}

/** "Nothing needs you" is said only when everything that a physics run needs is known to be well, and no tile below asks. */
function needs(now: Now, isTaking: boolean, at: number): readonly Phrase[] {
  const count = now.needs.length;
  if (count > 0) {
    const words = countInWords(count);
    const subject = `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
    const isAlarm = now.needs.some(({ severity }) => severity === 'alarm');
    const text = count === 1 ? `${subject} thing needs you.` : `${subject} things need you.`;
    return [plain(text, isAlarm ? 'alarm' : 'attention')];
  }
  const isWell = isTaking && judgeCold(now, at).isCold === true && !isAsking(now, at);
  return isWell ? [plain('Nothing needs you.', 'quiet')] : [];
}

/** A tile may ask before its alert has held for as long as it waits. */
function isAsking(now: Now, at: number): boolean {
  return TILES.some((tile) => {
    const { state } = tile({ now, at });
    return state === 'attention' || state === 'alarm';
  });
}

/** The line below: campaign, run, step, since when; or why there is none. */
export function lede(now: Now, at: number): string {
  const name = now.campaign?.name ?? null;
  const { run } = now;
  if (run === null) return name === null ? 'No campaign is configured.' : `${name}.`;
  const parts = [name, `run ${run.number}`, run.step === null ? null : `step ${run.step.n}`];
  if (run.start !== null) parts.push(`started ${clockOrDay(run.start, at)} UTC`);
  return `${parts.filter((part) => part !== null).join(', ')}.`;
}
