/** The words of an e-mail about alarms: a subject that a phone shows whole, plain text, the same as simple HTML. Pure. */

import { saySpan } from '../alerts/say-value.ts';
import type { AlarmData, Change, FlashEvent } from '../events/alarm-event.ts';
import { idOf } from '../events/make-event.ts';
import { formatCount } from '../units.ts';

export interface MailText {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** Without its angle brackets and domain: the same message has the same. */
  readonly id: string;
  /** The first message of the alarm, which this one answers; null: it is that one itself, or of no one alarm. */
  readonly thread: string | null;
}

/** A block of a mail: a heading, a sentence, terms with their values, addresses. */
interface Block {
  readonly heading: string;
  readonly sentence: string;
  readonly facts: readonly (readonly [term: string, value: string])[];
}

const WORDS: Readonly<Record<Change, string>> = {
  raised: 'Raised',
  over: 'Over, not seen yet',
  acknowledged: 'Acknowledged',
  shelved: 'On the shelf',
  unshelved: 'Off the shelf',
  cleared: 'Cleared',
};

/** Returns what is written about an event. */
export function mailText(event: FlashEvent): MailText {
  const { data } = event;
  if ('message' in data) {
    const block = { heading: 'A test', sentence: data.message, facts: [] };
    const lines = [...block.facts, ...pageOf(data.site)];
    return {
      subject: 'Test of alarms',
      ...render([{ ...block, facts: lines }]),
      id: event.id,
      thread: null,
    };
  }
  if ('alarms' in data) {
    const blocks = data.alarms.map(blockOf);
    const last = {
      heading: 'All alarms',
      sentence: '',
      facts: pageOf(data.alarms[0]?.site ?? null),
    };
    return {
      subject: digestSubject(data),
      ...render([...blocks, last]),
      id: event.id,
      thread: null,
    };
  }
  const { alert, labels, raisedAt } = data;
  const thread = idOf(['thread', alert, JSON.stringify(labels), raisedAt]);
  const isFirst = lastChange(data) === 'raised' && data.times === 1;
  const { subject, ...block } = { subject: subjectOf(data), ...blockOf(data) };
  const body = render([{ ...block, facts: [...block.facts, ...pageOf(data.site)] }]);
  return {
    subject,
    ...body,
    ...(isFirst ? { id: thread, thread: null } : { id: event.id, thread }),
  };
}

/** `Critical: Sensor over range, fridge/ch6-t`. */
function subjectOf(data: AlarmData): string {
  return `${leadOf(data)}: ${nameOf(data)}`;
}

/** What a phone shows first: how grave it is, or that it no longer is. */
function leadOf(data: AlarmData): string {
  const what = lastChange(data);
  return what === 'raised' ? capital(data.severity) : WORDS[what];
}

function nameOf({ title, about }: AlarmData): string {
  return about === '' ? title : `${title}, ${about}`;
}

function digestSubject({
  alarms,
  raised,
  cleared,
}: {
  readonly alarms: readonly AlarmData[];
  readonly raised: number;
  readonly cleared: number;
}): string {
  const gravest = alarms.find(({ clearedAt }) => clearedAt === null)?.severity;
  const lead = gravest === undefined ? WORDS.cleared : capital(gravest);
  if (raised === 0) return `${lead}: ${alarmsOf(cleared)}`;
  return `${lead}: ${alarmsOf(raised)} raised${cleared === 0 ? '' : `, ${formatCount(cleared)} over`}`;
}

function alarmsOf(count: number): string {
  return `${formatCount(count)} ${count === 1 ? 'alarm' : 'alarms'}`;
}

function lastChange({ changes }: AlarmData): Change {
  return changes.at(-1)?.what ?? 'raised';
}

function blockOf(data: AlarmData): Block {
  return {
    heading: `${WORDS[lastChange(data)]}: ${nameOf(data)} (${data.severity})`,
    sentence: data.summary,
    facts: factsOf(data),
  };
}

function factsOf(data: AlarmData): Block['facts'] {
  const { since, clearedAt, overAt, acknowledged, shelf, times, changes, owner, runbook } = data;
  const end = overAt ?? clearedAt;
  const facts: readonly (readonly [string, string | null])[] = [
    ['Since', stamp(since)],
    ['Over since', end === null ? null : `${stamp(end)}, after ${spanOf(since, end)}`],
    ['Came', times > 1 ? `${String(times)} times` : null],
    ['Seen by', acknowledged === null ? null : `${acknowledged.by}: “${acknowledged.why}”`],
    [
      'On the shelf',
      shelf === null ? null : `until ${stamp(shelf.until)}, ${shelf.by}: “${shelf.why}”`,
    ],
    ['In this message', changes.length > 1 ? changes.map(changeWords).join('; ') : null],
    ['Calls', clearedAt === null ? owner : null],
    ['What to do', clearedAt === null ? runbook : null],
  ];
  return facts.flatMap(([term, value]) => (value === null ? [] : [[term, value] as const]));
}

function changeWords({ what, time }: AlarmData['changes'][number]): string {
  return `${WORDS[what].toLowerCase()} ${time.slice(11, 19)}`;
}

function pageOf(site: string | null): Block['facts'] {
  return site === null ? [] : [['Page', site]];
}

function spanOf(from: string, to: string): string {
  return saySpan((Date.parse(to) - Date.parse(from)) / 1_000).replace('\u202f', ' ');
}

/** `2026-11-26 10:02:14 UTC`. */
function stamp(iso: string): string {
  return `${iso.slice(0, 19).replace('T', ' ')} UTC`;
}

function capital(word: string): string {
  return `${word.charAt(0).toUpperCase()}${word.slice(1)}`;
}

function render(blocks: readonly Block[]): Pick<MailText, 'text' | 'html'> {
  return {
    text: `${blocks.map(plainBlock).join('\n\n')}\n`,
    html: `<div style="font-family:sans-serif;max-width:40em">${blocks.map(htmlBlock).join('<hr>')}</div>`,
  };
}

function plainBlock({ heading, sentence, facts }: Block): string {
  const lines = facts.map(([term, value]) => `${`${term}:`.padEnd(17)}${value}`);
  const said = sentence === '' ? [] : [sentence];
  return [heading, ...said, ...(lines.length === 0 ? [] : ['', ...lines])].join('\n');
}

function htmlBlock({ heading, sentence, facts }: Block): string {
  const rows = facts.map(
    ([term, value]) => `<tr><td>${escape(term)}&emsp;</td><td>${linked(value)}</td></tr>`,
  );
  return `<p><strong>${escape(heading)}</strong></p><p>${escape(sentence)}</p><table>${rows.join('')}</table>`;
}

function linked(value: string): string {
  const text = escape(value);
  return /^https?:\/\/\S+$/.test(value) ? `<a href="${text}">${text}</a>` : text;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};

function escape(text: string): string {
  return text.replace(/[&<>"]/g, (character) => ENTITIES[character] ?? character);
}
