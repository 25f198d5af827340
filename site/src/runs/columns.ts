/** The columns of the table of runs: one entry a column; a campaign that has no such quantity has no such column. */

import type { Runs } from '#site/snapshot/schema/runs.ts';
import { RUN_KINDS } from '#telemetry/facts/file.ts';
import { formatCount, formatFixed } from '#telemetry/units.ts';
import { roundQ } from '../now/tiles/resonance.ts';
import { raw } from '../text/html.ts';
import { span } from '../text/times.ts';
import * as cells from './cells.ts';
import { always, count, oneOf, range, several, temperature, text, words } from './column-kinds.ts';
import type { Column } from './column.ts';
import { copiesWord } from './copies.ts';
import { lengthMs, monthOf } from './rows.ts';

const some =
  (key: 'f0Min' | 'qL' | 'beta' | 'site' | 'title' | 'tags' | 'regime') => (runs: Runs) =>
    runs.columns[key].some((value) => value !== null);

const isMonth = (word: string): boolean => /^\d{4}-(0[1-9]|1[0-2])$/.test(word);

export const COLUMNS: readonly Column[] = [
  {
    key: 'number',
    name: 'run',
    header: raw('Run'),
    isNumber: false,
    isIn: always,
    sort: (run) => run.number,
    cell: (run, { slug }) => cells.numberCell(run, slug),
    values: range('', 1, (run) => run.number),
    out: [{ name: 'run', type: 'INT64', of: (run) => run.number }],
  },
  text('kind', 'Kind', (run) => run.kind, 'not known', oneOf(RUN_KINDS)),
  {
    key: 'start',
    name: 'start',
    header: raw('Started, UTC'),
    isNumber: false,
    isIn: always,
    sort: (run) => run.start,
    cell: (run, { at }) => cells.timeCell(run.start, run, at),
    values: { kind: 'time', of: (run) => run.start },
    out: [{ name: 'start', type: 'TIMESTAMP', of: (run) => run.start }],
  },
  {
    key: 'end',
    name: 'end',
    header: raw('Ended, UTC'),
    isNumber: false,
    isExtra: true,
    isIn: always,
    sort: (run) => run.end,
    cell: (run, { at }) => (run.state === 'open' ? null : cells.timeCell(run.end, run, at)),
    values: { kind: 'time', of: (run) => run.end },
    out: [{ name: 'end', type: 'TIMESTAMP', of: (run) => run.end }],
  },
  {
    key: 'month',
    name: 'month',
    header: raw('Month'),
    isNumber: false,
    isExtra: true,
    isIn: always,
    sort: (run) => monthOf(run),
    cell: (run) => monthOf(run) ?? cells.UNKNOWN,
    values: words(monthOf, 'not known', isMonth),
    out: [{ name: 'month', type: 'STRING', of: monthOf }],
  },
  {
    key: 'length',
    name: 'length',
    header: raw('Length'),
    isNumber: true,
    isIn: always,
    sort: (run, { at }) => lengthMs(run, at),
    cell: (run, { at }) => {
      const length = lengthMs(run, at);
      return length === null ? cells.UNKNOWN : span(length);
    },
    // Lengths are counted in ms and typed in hours.
    values: range('h', 3_600_000, (run, { at }) => lengthMs(run, at)),
    out: [
      {
        name: 'length_s',
        type: 'DOUBLE',
        of: (run, { at }) => {
          const length = lengthMs(run, at);
          return length === null ? null : length / 1000;
        },
      },
    ],
  },
  {
    ...count('steps', 'steps', 'Steps'),
    isIn: (runs) => runs.columns.steps.some((steps) => steps > 0),
    cell: (run) => cells.countCell(run.steps),
  },
  {
    key: 'f0',
    name: 'f0',
    header: raw('f₀, MHz'),
    isNumber: true,
    isIn: some('f0Min'),
    sort: (run) => run.f0Min,
    cell: cells.frequencyCell,
    values: {
      kind: 'range',
      unit: 'MHz',
      scale: 1e6,
      ends: ({ f0Min, f0Max }) => (f0Min === null || f0Max === null ? null : [f0Min, f0Max]),
    },
    out: [
      { name: 'f0_min_hz', type: 'DOUBLE', of: (run) => run.f0Min },
      { name: 'f0_max_hz', type: 'DOUBLE', of: (run) => run.f0Max },
    ],
  },
  {
    key: 'qL',
    name: 'Q_L',
    header: raw('Q<sub>L</sub>'),
    isNumber: true,
    isIn: some('qL'),
    sort: (run) => run.qL,
    cell: (run) => (run.qL === null ? cells.missingIfTuned(run) : formatCount(roundQ(run.qL))),
    values: range('', 1, (run) => run.qL),
    out: [{ name: 'q_l', type: 'DOUBLE', of: (run) => run.qL }],
  },
  {
    key: 'beta',
    name: 'β',
    header: raw('β'),
    isNumber: true,
    isIn: some('beta'),
    sort: (run) => run.beta,
    cell: cells.betaCell,
    values: range('', 1, (run) => run.beta),
    out: [
      { name: 'beta', type: 'DOUBLE', of: (run) => run.beta },
      { name: 'coupling', type: 'STRING', of: (run) => run.regime },
    ],
  },
  {
    ...text(
      'regime',
      'Coupling',
      (run) => run.regime,
      'not fitted',
      oneOf(['unknown', 'under', 'over']),
    ),
    isExtra: true,
    isIn: some('regime'),
  },
  {
    key: 'field',
    name: 'field',
    header: raw('B, T'),
    isNumber: true,
    isIn: (runs) => runs.has.field,
    sort: (run) => run.fieldT,
    cell: (run) => cells.measuredCell(run.fieldT, run, (field) => formatFixed(field, 2)),
    values: range('T', 1, (run) => run.fieldT),
    out: [{ name: 'field_t', type: 'DOUBLE', of: (run) => run.fieldT }],
  },
  temperature('tCavK', 'T_cav', 't_cav_k', 'T<sub>cav</sub>', (runs) => runs.has.tCav),
  temperature('tMcK', 'T_MC', 't_mc_k', 'T<sub>MC</sub>', (runs) => runs.has.tMc),
  count('files', 'files', 'Files'),
  {
    key: 'bytes',
    name: 'size',
    header: raw('Size'),
    isNumber: true,
    isIn: always,
    sort: (run) => run.bytes,
    cell: cells.sizeCell,
    values: range('GB', 1e9, (run) => (run.files > 0 && run.sized === 0 ? null : run.bytes)),
    out: [
      {
        name: 'bytes',
        type: 'INT64',
        of: (run) => (run.files > 0 && run.sized === 0 ? null : run.bytes),
      },
      { name: 'files_with_size', type: 'INT64', of: (run) => run.sized },
    ],
  },
  {
    ...text(
      'quality',
      'Quality',
      (run) => run.quality,
      'not judged',
      oneOf(['good', 'doubtful', 'bad']),
    ),
    cell: cells.qualityCell,
  },
  {
    key: 'copies',
    name: 'copies',
    header: raw('Copies'),
    isNumber: false,
    isIn: always,
    sort: copiesWord,
    cell: cells.copiesCell,
    values: words(copiesWord, 'no file'),
    out: [
      { name: 'copies_present', type: 'INT64', of: (run) => run.copiesPresent },
      { name: 'copies_verified', type: 'INT64', of: (run) => run.copiesVerified },
      { name: 'copies_archived', type: 'INT64', of: (run) => run.copiesArchived },
      { name: 'copies_removed', type: 'INT64', of: (run) => run.copiesRemoved },
    ],
  },
  {
    ...text('title', 'Title', (run) => run.title),
    isExtra: true,
    isIn: some('title'),
    values: null,
  },
  {
    ...text('tags', 'Tags', (run) => run.tags),
    cell: cells.tagsCell,
    // With it the usual columns no longer fit 1440 px; the choices above count tags all the same.
    isExtra: true,
    isIn: some('tags'),
    values: several((run) => run.tags, 'no tag'),
  },
  {
    ...text(
      'state',
      'State',
      (run) => run.state,
      'not known',
      oneOf(['open', 'closed', 'aborted']),
    ),
    isExtra: true,
  },
  {
    ...text('origin', 'Origin', (run) => run.origin, 'not known', oneOf(['live', 'import'])),
    isExtra: true,
  },
  { ...text('site', 'Site', (run) => run.site), isExtra: true, isIn: some('site') },
];
