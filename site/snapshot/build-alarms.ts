/** The alarms for the site: from the catalogue and the definitions, in the words that pages show. */

import { alerts } from '#dashboards/alerts/index.ts';
import { FLAPS_FROM, shelfOf, stateOf, type Shelf } from '#telemetry/alarms/alarm.ts';
import { aboutOf, shortKey, titleOf } from '#telemetry/alarms/words.ts';
import { SEVERITIES, type AlertDefinition } from '#telemetry/alerts/definition.ts';
import { comparisonsOf } from '#telemetry/alerts/result.ts';
import { sayLimit } from '#telemetry/alerts/say.ts';
import { sayValue } from '#telemetry/alerts/say-value.ts';
import {
  readAlarmHistory,
  readAlarmsSince,
  readOff,
  readRaisedAlarms,
  readShelves,
  type AlarmRow,
} from '#telemetry/catalogue/alarms.ts';
import { readReceivers } from '#telemetry/catalogue/receivers.ts';
import type { ReadConnection } from '#telemetry/catalogue/read/connection.ts';
import { PAST_ALARMS_MS, type AlarmCounts, type Alarms, type AlarmShown } from './schema/alarms.ts';
import type { Need } from './schema/now.ts';

/** Alarms that are over, at most so many. */
const PAST = 100;

const byName: ReadonlyMap<string, AlertDefinition> = new Map(
  alerts.map((alert) => [alert.name, alert]),
);

/** Alarms as pages show them, of history: none of them is on a shelf. */
export function showAlarms(rows: readonly AlarmRow[], now: number): readonly AlarmShown[] {
  return rows.flatMap((row) => shown(row, [], now));
}

/** Reads the alarms as they are now, but for their history by month. */
export async function buildAlarms(
  connection: ReadConnection,
  now: number,
): Promise<Omit<Alarms, 'months'>> {
  const shelves = await readShelves(connection, now);
  const show = (row: AlarmRow): AlarmShown[] => shown(row, shelves, now);
  const raised = (await readRaisedAlarms(connection)).flatMap(show);
  const history = await readAlarmHistory(
    connection,
    now - PAST_ALARMS_MS,
    Number.MAX_SAFE_INTEGER,
    PAST,
  );
  const off = (await readOff(connection)).flatMap(({ alert, why }) => {
    const runbook = byName.get(alert)?.runbook;
    return runbook === undefined ? [] : [{ alert, why, runbook }];
  });
  return {
    watched: alerts.length - off.length,
    watchedSince: await readAlarmsSince(connection),
    raised: raised.toSorted((a, b) => grade(b) - grade(a) || b.since - a.since),
    shelves,
    receivers: (await readReceivers(connection)).map(({ failures: _failures, ...shown }) => shown),
    off,
    past: history.filter(({ clearedAt }) => clearedAt !== null).flatMap(show),
  };
}

function grade({ severity }: AlarmShown): number {
  return SEVERITIES.indexOf(severity);
}

/** An alarm of a definition that is no more is not shown: nobody knows what to do about it. */
function shown(row: AlarmRow, shelves: readonly Shelf[], now: number): AlarmShown[] {
  const definition = byName.get(row.alert);
  if (definition === undefined) return [];
  const [compared] = comparisonsOf(definition.when);
  const unit = compared?.value.unit ?? '1';
  // "1 of 1" says nothing: conditions that are so or not have no number worth telling.
  const isTold =
    compared !== undefined && compared.is !== 'equal' && definition.summary.includes('{value}');
  return [
    {
      alert: row.alert,
      title: titleOf(row.alert),
      about: aboutOf(row.labels),
      topic: definition.topic,
      severity: definition.severity,
      state: stateOf(row, shelves, now),
      since: row.since,
      raisedAt: row.raisedAt,
      overAt: row.overAt,
      clearedAt: row.clearedAt,
      value: isTold ? sayValue(row.value, unit, compared.threshold.unit) : null,
      limit: isTold ? sayLimit(compared.threshold, unit) : null,
      summary: row.summary,
      runbook: definition.runbook,
      owner: definition.owner,
      times: row.times,
      explainedBy: row.explainedBy === null ? null : shortKey(row.explainedBy),
      acknowledged: row.acknowledged,
      shelf: row.clearedAt === null ? shelfOf(row, shelves, now) : null,
    },
  ];
}

/**
 * Returns what needs a person now: raised, not seen, not on a shelf, not explained by another, and more than an information.
 * What is over and only waits to be seen is no longer grave.
 */
export function needsOf({ raised }: Pick<Alarms, 'raised'>): readonly Need[] {
  return raised
    .filter(
      ({ state, severity, explainedBy }) =>
        state === 'raised' && severity !== 'info' && explainedBy === null,
    )
    .map((alarm) => {
      const { alert, about, title, severity, since, summary, runbook, overAt, times } = alarm;
      const isOver = overAt !== null && times < FLAPS_FROM;
      return {
        id: `${alert}:${about}`,
        severity: severity === 'critical' && !isOver ? 'alarm' : 'attention',
        since,
        title: about === '' ? title : `${title}: ${about}`,
        detail: isOver ? `Over, waits to be acknowledged. ${summary}` : summary,
        procedure: runbook,
      };
    });
}

/** Returns how many alarms there are of each kind. */
export function countAlarms({ raised }: Pick<Alarms, 'raised'>): AlarmCounts {
  const count = (is: (alarm: AlarmShown) => boolean): number => raised.filter(is).length;
  const isTold = ({ explainedBy }: AlarmShown): boolean => explainedBy === null;
  return {
    raised: count((alarm) => alarm.state === 'raised' && isTold(alarm)),
    acknowledged: count((alarm) => alarm.state === 'acknowledged' && isTold(alarm)),
    shelved: count((alarm) => alarm.state === 'shelved' && isTold(alarm)),
    explained: count((alarm) => !isTold(alarm)),
  };
}
