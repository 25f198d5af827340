/** Parses OpenMetrics 1.0 strictly: a text is right as a whole, or refused with the line that is not; pure. */

import { FOREIGN_TYPES, SAMPLE_ENDS, seriesKeyOf } from '#telemetry/metrics/foreign.ts';
import type { ForeignFamily, ForeignSample, ForeignType } from '#telemetry/metrics/foreign.ts';

import { BadLine, isMetricName, unescapeHelp } from './exposition-line.ts';
import type { Refused } from './exposition-line.ts';
import { readSampleLine } from './openmetrics-sample.ts';
import type { SampleLine } from './openmetrics-sample.ts';
import { checkHistogram, checkSample, pointLabelOf } from './sample-rules.ts';
import type { RuledSample } from './sample-rules.ts';

/** The families of a text of metrics, and what of it is not lawful. */
export interface ParsedExposition {
  readonly ok: true;
  /** Those that have samples. */
  readonly families: readonly ForeignFamily[];
  /** The first line with a timestamp; null where there is none. */
  readonly timestampLine: number | null;
}

interface OpenFamily {
  readonly name: string;
  type: ForeignType | null;
  help: string | null;
  unit: string | null;
  readonly samples: ForeignSample[];
  /** The metric at hand: its labels without those of a point, and what came of it. */
  group: string | null;
  points: RuledSample[];
  /** Whether it has timestamps, and the last; null before its first sample. */
  time: { readonly has: boolean; readonly last: number } | null;
  readonly groups: Set<string>;
  readonly series: Set<string>;
}

/** Returns the families, or the line and why it is refused; an exemplar is checked and not kept. */
export function parseOpenMetrics(text: string): ParsedExposition | Refused {
  try {
    return new OpenMetricsReader().read(text);
  } catch (thrown) {
    if (thrown instanceof BadLine) return { ok: false, line: thrown.line, reason: thrown.message };
    throw thrown;
  }
}

class OpenMetricsReader {
  readonly #families: OpenFamily[] = [];
  readonly #taken = new Set<string>();
  #open: OpenFamily | null = null;
  #timestampLine: number | null = null;

  read(text: string): ParsedExposition {
    const lines = text.split('\n');
    if (lines.at(-1) === '') lines.pop();
    lines.forEach((line, n) => {
      const number = n + 1;
      if (line === '# EOF') {
        if (number !== lines.length) throw new BadLine(number + 1, 'something stands after # EOF');
      } else if (line.startsWith('#')) this.#metadata(line, number);
      else this.#sample(readSampleLine(line, number));
    });
    if (lines.at(-1) !== '# EOF')
      throw new BadLine(Math.max(1, lines.length), 'the last line is not # EOF');
    this.#close();
    const families = this.#families
      .filter(({ samples }) => samples.length > 0)
      .map(({ name, type: written, help, samples }) => {
        const type = written ?? 'unknown';
        return { name, type, openType: type, help, samples };
      });
    return { ok: true, families, timestampLine: this.#timestampLine };
  }

  /** `# TYPE name type`, `# HELP name text`, `# UNIT name unit`. */
  #metadata(line: string, number: number): void {
    const match = /^# (TYPE|HELP|UNIT) ([^ ]+) (.*)$/s.exec(line);
    const [, what, name = '', rest = ''] = match ?? [];
    if (what === undefined || !isMetricName(name))
      throw new BadLine(number, 'it is none of # TYPE, # HELP, # UNIT and # EOF');
    const family = this.#open?.name === name ? this.#open : this.#begin(name, number);
    if (family.samples.length > 0) throw new BadLine(number, `${what} stands after samples`);
    if (what === 'HELP') {
      if (family.help !== null) throw new BadLine(number, `a second HELP of ${name}`);
      family.help = unescapeHelp(rest, true);
    } else if (what === 'TYPE') {
      if (family.type !== null) throw new BadLine(number, `a second TYPE of ${name}`);
      family.type = FOREIGN_TYPES.find((type) => type === rest) ?? null;
      if (family.type === null) throw new BadLine(number, `"${rest.slice(0, 60)}" is no type`);
      this.#take(family, number);
    } else {
      if (family.unit !== null) throw new BadLine(number, `a second UNIT of ${name}`);
      family.unit = rest;
    }
    checkUnit(family, number);
  }

  #sample(sample: SampleLine): void {
    const family = this.#familyOf(sample);
    const type = family.type ?? 'unknown';
    const end = sample.name.slice(family.name.length);
    const ruled = { line: sample.line, end, labels: sample.labels, value: sample.value };
    checkSample(type, family.name, ruled);
    if (sample.hasExemplar && !(end === '_bucket' || (type === 'counter' && end === '_total')))
      throw new BadLine(sample.line, `a ${type} has no exemplar here`);
    if (sample.timestamp !== null) this.#timestampLine ??= sample.line;
    this.#order(family, type, sample, end);
    family.points.push(ruled);
    family.samples.push({ name: sample.name, labels: sample.labels, value: sample.value });
  }

  /** The family at hand where the name is one of its names; else a new one of unknown type. */
  #familyOf({ name, line }: SampleLine): OpenFamily {
    const open = this.#open;
    if (open !== null) {
      const ends = SAMPLE_ENDS[open.type ?? 'unknown'];
      if (ends.some((end) => name === `${open.name}${end}`)) return open;
    }
    return this.#begin(name, line);
  }

  /** Samples of one metric stand together, in time; without timestamps each series comes once. */
  #order(family: OpenFamily, type: ForeignType, sample: SampleLine, end: string): void {
    const { line, labels, timestamp } = sample;
    const pointLabel = pointLabelOf(type, family.name, end);
    const own = labels.filter(([key]) => key !== pointLabel);
    const group = seriesKeyOf({ name: '', labels: own, value: 0 });
    if (group !== family.group) {
      if (family.groups.has(group)) throw new BadLine(line, 'samples of one metric stand apart');
      this.#closeGroup(family);
      family.groups.add(group);
      family.group = group;
    }
    const has = timestamp !== null;
    const time = has ? Number(timestamp) : 0;
    if (family.time !== null && family.time.has !== has)
      throw new BadLine(line, 'some samples of one metric have a timestamp, some have none');
    if (family.time !== null && time < family.time.last)
      throw new BadLine(line, 'the time steps back');
    family.time = { has, last: time };
    const series = seriesKeyOf(sample);
    if (!has && family.series.has(series)) throw new BadLine(line, 'the same series again');
    family.series.add(series);
  }

  #begin(name: string, line: number): OpenFamily {
    this.#close();
    const family: OpenFamily = {
      name,
      type: null,
      help: null,
      unit: null,
      samples: [],
      group: null,
      points: [],
      time: null,
      groups: new Set(),
      series: new Set(),
    };
    if (this.#taken.has(name)) throw new BadLine(line, `the name ${name} is taken above`);
    this.#taken.add(name);
    this.#families.push(family);
    this.#open = family;
    return family;
  }

  #take({ name, type }: OpenFamily, line: number): void {
    for (const end of SAMPLE_ENDS[type ?? 'unknown']) {
      if (end === '') continue;
      if (this.#taken.has(name + end)) throw new BadLine(line, `the name ${name}${end} is taken`);
      this.#taken.add(name + end);
    }
  }

  #close(): void {
    if (this.#open !== null) this.#closeGroup(this.#open);
    this.#open = null;
  }

  #closeGroup(family: OpenFamily): void {
    const { points, time } = family;
    const isHistogram = family.type === 'histogram' || family.type === 'gaugehistogram';
    // With timestamps the same bucket may come again, later: then each time would be a histogram of its own.
    if (isHistogram && points.length > 0 && isOnce(points, time?.has === true))
      checkHistogram(points, true);
    family.points = [];
    family.time = null;
  }
}

function isOnce(points: readonly RuledSample[], hasTime: boolean): boolean {
  if (!hasTime) return true;
  const keys = points.map(({ end, labels }) => `${end} ${JSON.stringify(labels)}`);
  return new Set(keys).size === keys.length;
}

function checkUnit({ name, type, unit }: OpenFamily, line: number): void {
  if (unit === null || unit === '') return;
  if (!name.endsWith(`_${unit}`))
    throw new BadLine(line, `the name ${name} does not end in its unit, ${unit.slice(0, 60)}`);
  if (type === 'info' || type === 'stateset') throw new BadLine(line, `a ${type} has no unit`);
}
