/** Takes in sweeps with their fits: one row a file and method; a fit by the same method of what was read later replaces the older. */

import type { ApplyFacts, FactOf } from '../context.ts';
import { insertRows, type Cell } from '../insert-rows.ts';
import { findRun } from '../runs.ts';
import { findFileIds } from './file-ids.ts';

const COLUMNS = [
  'taken_ms',
  'parameter',
  'tuner_deg',
  'points',
  'span_hz',
  'centre_hz',
  'f0_hz',
  'f0_error_hz',
  'q_l',
  'q_l_error',
  'q_0',
  'q_0_error',
  'beta',
  'beta_error',
  'beta_under',
  'beta_under_error',
  'regime',
  'depth_db',
  'rms_db',
  'refused',
  'trace_json',
] as const;

const IS_OLDER = 'COALESCE(VALUES(seen_ms), 0) < COALESCE(seen_ms, 0)';
const set = (name: string): string => `${name} = IF(${IS_OLDER}, ${name}, VALUES(${name}))`;

/**
 * The primary key (file_id, method) is the natural key. MariaDB evaluates from left to right: `seen_ms` comes first, and
 * moves only where the curve is another one, so that a file read again changes nothing.
 */
const UPSERT = `
  INSERT INTO sweep (file_id, method, run_id, seen_ms, ${COLUMNS.join(', ')})
  VALUES (?, ?, ?, ?, ${COLUMNS.map(() => '?').join(', ')})
  ON DUPLICATE KEY UPDATE
    seen_ms = IF(${IS_OLDER} OR (trace_json <=> VALUES(trace_json) AND refused <=> VALUES(refused)), seen_ms, VALUES(seen_ms)),
    ${COLUMNS.map(set).join(', ')}`;

export const applySweeps: ApplyFacts<'sweep'> = async (context, facts) => {
  for (const sequenced of facts) {
    const { fact } = sequenced;
    const run = await findRun(context, fact.campaign, fact.run);
    const ids = run === null ? null : await findFileIds(context, run.id, [fact.name]);
    const id = ids?.get(fact.name);
    if (run === null || id === undefined) {
      context.refuse(sequenced, `the file ${fact.name} of ${fact.run} is not in the catalogue`);
      continue;
    }
    const row = [id, fact.method, run.id, fact.seenAt ?? null, ...fitCells(fact)];
    const affected = await insertRows(context.connection, UPSERT, [row]);
    if (affected > 0) context.touched.note('run', run.id, { from: fact.takenAt, to: fact.takenAt });
  }
};

function fitCells(fact: FactOf<'sweep'>): Cell[] {
  const { fit, trace } = fact;
  return [
    fact.takenAt,
    fact.parameter,
    fact.tunerDeg,
    fact.points,
    fact.spanHz,
    trace === null ? null : (trace.startHz + trace.stopHz) / 2,
    fit?.f0Hz.value ?? null,
    fit?.f0Hz.error ?? null,
    fit?.qL.value ?? null,
    fit?.qL.error ?? null,
    fit?.q0?.value ?? null,
    fit?.q0?.error ?? null,
    fit?.beta?.value ?? null,
    fit?.beta?.error ?? null,
    fit?.betaUnder?.value ?? null,
    fit?.betaUnder?.error ?? null,
    fit?.regime ?? null,
    fit?.depthDb ?? null,
    fit?.rmsDb ?? null,
    fact.refused,
    trace === null ? null : JSON.stringify(trace),
  ];
}
