/** Whether a hub does its work, part by part: what `/readyz` answers. */

import { describeError } from '#telemetry/errors.ts';
import type { ImpossibleValues } from './snapshot/impossible.ts';
import type { Publisher } from './snapshot/publisher.ts';

export interface PartReadiness {
  readonly ready: boolean;
  readonly detail: string;
}

/** Asks the catalogue, and says how the publisher does and what a person has to mend by hand. */
export async function readiness({
  pool,
  publisher,
  impossible,
}: {
  readonly pool: { query(sql: string): Promise<unknown> };
  readonly publisher: Pick<Publisher, 'health'>;
  readonly impossible: Pick<ImpossibleValues, 'columns'>;
}): Promise<Readonly<Record<'catalogue' | 'publisher', PartReadiness>>> {
  const catalogue = await pool.query('SELECT 1').then(
    () => ({ ready: true, detail: 'answers' }),
    (error: unknown) => ({ ready: false, detail: describeError(error) }),
  );
  const { lastError, publications } = publisher.health();
  const columns = impossible.columns();
  // They keep nothing from being published, and so from being ready.
  const found = columns.length === 0 ? '' : `; impossible values seen in ${columns.join(', ')}`;
  const detail = lastError ?? `${publications} publications since the start${found}`;
  return { catalogue, publisher: { ready: lastError === null, detail } };
}
