/** Which run a job works on: what it says, `campaign/number` or `campaign/directory`, looked up now or when the run appears. */

import { findFormerRun } from '../catalogue/find-former.ts';
import type { ApplyContext } from './context.ts';

interface NamedRun {
  /** Name or slug. */
  readonly campaign: string;
  readonly number: number | null;
  /** One directory, or several from the path's end. */
  readonly directory: string;
}

/** Splits what a job says of its run; null where it names none. */
export function parseJobRun(text: string): NamedRun | null {
  const match = /^([^/]+)\/+(.*[^/])\/*$/.exec(text);
  if (match?.[1] === undefined || match[2] === undefined) return null;
  const [, campaign, directory] = match;
  // A directory may look like a number; one with zeros in front is none.
  const number = /^[1-9]\d{0,8}$/.test(directory) ? Number(directory) : null;
  return { campaign, number, directory };
}

const SELECT = `
  SELECT r.id, r.number <=> ? AS is_number FROM run r JOIN campaign c ON c.id = r.campaign_id
  WHERE (c.name = ? OR c.slug = CONVERT(? USING ascii))
    AND (r.number = ? OR CONCAT('/', TRIM(TRAILING '/' FROM r.path)) LIKE CONCAT('%/', ?))
  ORDER BY is_number DESC LIMIT 2`;

/** The id of the run that a job names; null where there is none (yet), or where two runs share the directory's name. */
export async function findJobRun(
  { connection }: Pick<ApplyContext, 'connection'>,
  text: string,
): Promise<number | null> {
  const named = parseJobRun(text);
  if (named === null) return null;
  const { campaign, number, directory } = named;
  const [first, second] = await connection.query<{ id: number; is_number: number }[]>(SELECT, [
    number,
    campaign,
    campaign,
    number,
    escapeLike(directory),
  ]);
  if (first === undefined) {
    return number === null
      ? null
      : ((await findFormerRun(connection, campaign, number))?.id ?? null);
  }
  return first.is_number === 1 || second === undefined ? first.id : null;
}

const WAITING = `
  SELECT DISTINCT j.run_raw FROM job j JOIN campaign c
    ON LEFT(j.run_raw, CHAR_LENGTH(c.name) + 1) = CONCAT(c.name, '/')
    OR LEFT(j.run_raw, CHAR_LENGTH(c.slug) + 1) = CONCAT(c.slug, '/')
  WHERE j.run_id IS NULL AND c.name = ?`;

/** Links jobs that named a run of this campaign before it was registered. */
export async function linkWaitingJobs(context: ApplyContext, campaign: string): Promise<void> {
  const { connection, touched } = context;
  const waiting = await connection.query<{ run_raw: string }[]>(WAITING, [campaign]);
  for (const { run_raw } of waiting) {
    const id = await findJobRun(context, run_raw);
    if (id === null) continue;
    await connection.query('UPDATE job SET run_id = ? WHERE run_id IS NULL AND run_raw = ?', [
      id,
      run_raw,
    ]);
    touched.note('run', id);
    touched.note('job', 0);
  }
}

function escapeLike(text: string): string {
  return text.replaceAll(/[\\%_]/g, '\\$&');
}
