/** Keeps the rows of imported files as they stood there; one row a source and line. */

import type { ApplyFacts } from '../context.ts';
import { insertRows, type Cell } from '../insert-rows.ts';
import { findRun } from '../runs.ts';
import { findFileIds } from './file-ids.ts';

/**
 * The primary key (source, line) is the natural key; a row that was refused once may be understood later, one of a
 * living table may be changed there. */
const UPSERT = `
  INSERT INTO import_row (source, line, file, raw, refused, file_id, cells_json) VALUES (?, ?, ?, ?, ?, ?, ?)
  ON DUPLICATE KEY UPDATE raw = VALUES(raw), refused = VALUES(refused), file_id = COALESCE(VALUES(file_id), file_id),
    cells_json = COALESCE(VALUES(cells_json), cells_json)`;

export const applyImportRows: ApplyFacts<'import-row'> = async (context, facts) => {
  const rows: Cell[][] = [];
  const byRun = Map.groupBy(facts, ({ fact: { target } }) =>
    target === null ? '' : `${target.campaign}\0${target.run}`,
  );
  for (const ofRun of byRun.values()) {
    const target = ofRun[0]?.fact.target ?? null;
    const run = target === null ? null : await findRun(context, target.campaign, target.run);
    const names = ofRun.flatMap(({ fact }) => (fact.target === null ? [] : [fact.target.name]));
    const ids = run === null ? null : await findFileIds(context, run.id, names);
    for (const { fact } of ofRun) {
      const id = fact.target === null ? null : (ids?.get(fact.target.name) ?? null);
      const cells = fact.cells === null ? null : JSON.stringify(fact.cells);
      rows.push([fact.source, fact.line, fact.file, fact.raw, fact.refused, id, cells]);
    }
    if (run !== null) context.touched.note('run', run.id);
  }
  await insertRows(context.connection, UPSERT, rows);
};
