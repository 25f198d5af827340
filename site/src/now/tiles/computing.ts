/** Is it computing? */

import { formatCount } from '#telemetry/units.ts';
import { clockOrDay, span } from '../../text/times.ts';
import { JOBS_STALE_MS } from '../thresholds.ts';
import { sparkOf, unwatched, type Tile, type TileInput } from '../tile.ts';

const QUESTION = 'Is it computing?';
type Jobs = NonNullable<TileInput['now']['jobs']>;

export function computingTile({ now, at }: TileInput): Tile {
  const { jobs } = now;
  if (jobs === null) return unwatched('jobs', QUESTION, 'No agent asks a batch system.');
  const isStale = at - jobs.seenAt > JOBS_STALE_MS;
  const running = jobs.byState.running ?? 0;
  const held = jobs.byState.held ?? 0;
  const stale = `Not known: stale since ${clockOrDay(jobs.seenAt, at)}`;
  return {
    key: 'jobs',
    question: QUESTION,
    state: isStale ? 'stale' : held > 0 ? 'attention' : running > 0 ? 'good' : 'none',
    answer: isStale ? stale : running > 0 ? 'Yes' : 'No',
    value: isStale
      ? null
      : { text: formatCount(running), unit: running === 1 ? 'job running' : 'jobs running' },
    t: jobs.seenAt,
    lines: [queue(jobs, at), heldLine(jobs, held), today(jobs)],
    limit: 'wanted: no job held',
    spark: sparkOf(now, 'jobs', { fromZero: true, colour: 'c5' }),
    action: held > 0 ? 'procedures/stuck-job-queue/' : null,
  };
}

function queue({ byState, oldestIdleSince }: Jobs, at: number): string {
  const idle = byState.idle ?? 0;
  const oldest =
    oldestIdleSince === null || idle === 0
      ? ''
      : `, the oldest waits for ${span(at - oldestIdleSince)}`;
  return `${formatCount(idle)} idle${oldest}`;
}

function heldLine({ heldReasons }: Jobs, held: number): string {
  if (held === 0) return 'none held';
  const reason = heldReasons[0]?.reason;
  return `${formatCount(held)} held${reason === undefined ? '' : `: ${reason}`}`;
}

function today({ completedToday, failedToday }: Jobs): string {
  return `since 00:00 UTC ${formatCount(completedToday)} completed, ${formatCount(failedToday)} failed`;
}
