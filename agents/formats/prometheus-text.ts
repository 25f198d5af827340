/** Parses Prometheus text 0.0.4 strictly: a text is right as a whole, or refused with the line that is not; pure. */

import { SAMPLE_ENDS, seriesKeyOf } from '#telemetry/metrics/foreign.ts';
import type { ForeignFamily, ForeignSample, ForeignType } from '#telemetry/metrics/foreign.ts';

import {
  BadLine,
  isMetricName,
  readLabels,
  readValue,
  skipBlanks,
  unescapeHelp,
} from './exposition-line.ts';
import type { Refused } from './exposition-line.ts';
import type { ParsedExposition } from './openmetrics.ts';
import { checkHistogram, checkSample, pointLabelOf } from './sample-rules.ts';
import type { RuledSample } from './sample-rules.ts';

/** The types of this format, by the word that names them. */
const TYPES: ReadonlyMap<string, ForeignType> = new Map([
  ['counter', 'counter'],
  ['gauge', 'gauge'],
  ['histogram', 'histogram'],
  ['summary', 'summary'],
  ['untyped', 'unknown'],
]);

interface OpenFamily {
  readonly name: string;
  type: ForeignType | null;
  help: string | null;
  /** By labels without those of a point: the samples of one metric. */
  readonly groups: Map<string, GroupedSample[]>;
}

interface GroupedSample extends RuledSample {
  readonly sample: ForeignSample;
}

interface Sample extends ForeignSample {
  readonly line: number;
  readonly hasTimestamp: boolean;
}

const LOOSE = { isLoose: true };

/** Returns the families, the samples of each together, or the line and why it is refused. */
export function parsePrometheusText(text: string): ParsedExposition | Refused {
  try {
    return read(text);
  } catch (thrown) {
    if (thrown instanceof BadLine) return { ok: false, line: thrown.line, reason: thrown.message };
    throw thrown;
  }
}

function read(text: string): ParsedExposition {
  const families = new Map<string, OpenFamily>();
  const series = new Set<string>();
  let timestampLine: number | null = null;
  const lines = text.split('\n');
  if (lines.at(-1) !== '')
    throw new BadLine(lines.length, 'the last line has no end: it may be half written');
  lines.pop();
  lines.forEach((raw, n) => {
    const line = raw.slice(skipBlanks(raw, 0));
    if (line === '' || line === '\r') return;
    if (line.startsWith('#')) {
      readMetadata(line, n + 1, families);
      return;
    }
    const sample = readSample(line, n + 1);
    if (sample.hasTimestamp) timestampLine ??= sample.line;
    const key = seriesKeyOf(sample);
    if (series.has(key) && !sample.hasTimestamp)
      throw new BadLine(sample.line, 'the same series again');
    series.add(key);
    add(sample, families);
  });
  for (const family of families.values())
    if (family.type === 'histogram' && timestampLine === null)
      for (const group of family.groups.values()) checkHistogram(group, false);
  foldCreated(families);
  const full = [...families.values()].filter(({ groups }) => groups.size > 0);
  return { ok: true, families: full.map((family) => toForeign(family, families)), timestampLine };
}

/** `x_created`, which has no type of its own in this format, joins the counter, histogram or summary that it belongs to. */
function foldCreated(families: Map<string, OpenFamily>): void {
  for (const { name, type, groups } of families.values()) {
    const base = type === 'counter' ? name.replace(/_total$/, '') : name;
    const created = families.get(`${base}_created`);
    if (created === undefined || (type !== 'counter' && type !== 'histogram' && type !== 'summary'))
      continue;
    const isOfThese = [...created.groups.keys()].every((key) => groups.has(key));
    if (!isOfThese || created.type !== 'gauge') continue;
    for (const [key, samples] of created.groups) groups.get(key)?.push(...samples);
    created.groups.clear();
  }
}

/** `# HELP name text` and `# TYPE name type`; any other comment says nothing. */
function readMetadata(line: string, number: number, families: Map<string, OpenFamily>): void {
  const match = /^#[ \t]*(HELP|TYPE)[ \t]+([^ \t]+)(?:[ \t]+(.*))?$/s.exec(line);
  if (match === null) return;
  const [, what, name = '', rest = ''] = match;
  if (!isMetricName(name))
    throw new BadLine(number, `"${name.slice(0, 60)}" is no name of a metric`);
  const family = open(name, families);
  if (what === 'HELP') {
    if (family.help !== null) throw new BadLine(number, `a second HELP of ${name}`);
    family.help = rest === '' ? null : unescapeHelp(rest, false);
    return;
  }
  if (family.type !== null) throw new BadLine(number, `a second TYPE of ${name}`);
  if (family.groups.size > 0) throw new BadLine(number, `TYPE of ${name} stands after samples`);
  family.type = TYPES.get(rest.trim()) ?? null;
  if (family.type === null) throw new BadLine(number, `"${rest.slice(0, 60)}" is no type`);
}

/** `name{labels} value timestamp`, blanks where one likes. */
function readSample(text: string, line: number): Sample {
  const name = /^[^{ \t]*/.exec(text)?.[0] ?? '';
  if (!isMetricName(name)) throw new BadLine(line, `"${name.slice(0, 60)}" is no name of a metric`);
  const at = skipBlanks(text, name.length);
  const { labels, end } =
    text[at] === '{' ? readLabels(text, at, line, LOOSE) : { labels: [], end: at };
  if (end === name.length) throw new BadLine(line, 'there is no value');
  const [word = '', timestamp, ...more] = text
    .slice(end)
    .trim()
    .split(/[ \t]+/);
  const value = readValue(word);
  if (value === undefined) throw new BadLine(line, `"${word.slice(0, 60)}" is no number`);
  if (timestamp !== undefined && !/^-?\d+$/.test(timestamp))
    throw new BadLine(line, `"${timestamp.slice(0, 60)}" is no timestamp in ms`);
  if (more.length > 0) throw new BadLine(line, 'something stands after the timestamp');
  return { line, name, labels, value, hasTimestamp: timestamp !== undefined };
}

/** The histogram or summary that a sample is a part of, or a family of its own name. */
function add(sample: Sample, families: Map<string, OpenFamily>): void {
  const { name, labels, value, line } = sample;
  const part = /^(.+)(_bucket|_count|_sum)$/.exec(name);
  const whole = part === null ? undefined : families.get(part[1] ?? '');
  const isPart =
    whole?.type === 'histogram' || (whole?.type === 'summary' && part?.[2] !== '_bucket');
  const family = isPart && whole !== undefined ? whole : open(name, families);
  const end = name.slice(family.name.length);
  const type = family.type ?? 'unknown';
  if (type === 'histogram' && end === '')
    throw new BadLine(line, `a histogram has ${name}_bucket, ${name}_sum and ${name}_count only`);
  const label = pointLabelOf(type, family.name, end);
  checkPoint(label, sample);
  const own = seriesKeyOf({ name: '', labels: labels.filter(([key]) => key !== label), value });
  const group = family.groups.get(own) ?? [];
  group.push({ line, end, labels, value, sample: { name, labels, value } });
  family.groups.set(own, group);
}

function checkPoint(label: string | null, { labels, line }: Sample): void {
  if (label === null) return;
  const text = labels.find(([key]) => key === label)?.[1];
  const number = text === undefined ? undefined : readValue(text);
  if (number === undefined || (label === 'le' && Number.isNaN(number)))
    throw new BadLine(line, `label ${label} is missing, or no number`);
}

function open(name: string, families: Map<string, OpenFamily>): OpenFamily {
  const known = families.get(name);
  if (known !== undefined) return known;
  const family: OpenFamily = { name, type: null, help: null, groups: new Map() };
  families.set(name, family);
  return family;
}

/** A counter is named without `_total`, as OpenMetrics names families; the samples of one metric come together. */
function toForeign(
  { name: written, type: known, help, groups }: OpenFamily,
  families: ReadonlyMap<string, OpenFamily>,
): ForeignFamily {
  const type = known ?? 'unknown';
  const isTotal = type === 'counter' && written.endsWith('_total') && written !== '_total';
  const base = isTotal ? written.slice(0, -'_total'.length) : written;
  const metrics = [...groups.values()];
  const samples = metrics.flat().map(({ sample }) => sample);
  const isAlone = [base, ...SAMPLE_ENDS[type].map((end) => base + end)].every(
    (name) => name === written || (families.get(name)?.groups.size ?? 0) === 0,
  );
  if (isAlone && isLawful(base, type, metrics))
    return { name: base, type, openType: type, help, samples };
  return { name: written, type, openType: 'unknown', help, samples };
}

/** Whether OpenMetrics would have the family as it is. */
function isLawful(
  name: string,
  type: ForeignType,
  metrics: readonly (readonly GroupedSample[])[],
): boolean {
  try {
    for (const group of metrics) {
      const ruled = group.map((one) => ({ ...one, end: one.sample.name.slice(name.length) }));
      for (const one of ruled) {
        if (!SAMPLE_ENDS[type].includes(one.end)) return false;
        checkSample(type, name, one);
      }
      if (type === 'histogram') checkHistogram(ruled, true);
    }
    return true;
  } catch (thrown) {
    if (thrown instanceof BadLine) return false;
    throw thrown;
  }
}
