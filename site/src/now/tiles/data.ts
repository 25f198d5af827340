/** Is data flowing? */

import { formatCount, formatSignificant, show, showText } from '#telemetry/units.ts';
import { clockOrDay, span } from '../../text/times.ts';
import { fileAge, filesAreFresh, silentSince } from '../flow.ts';
import { FILE_SILENCE_MS } from '../thresholds.ts';
import { sparkOf, unwatched, type Tile, type TileInput } from '../tile.ts';

const QUESTION = 'Is data flowing?';

export function dataTile({ now, at }: TileInput): Tile {
  const { daq, run } = now;
  if (daq === null) return unwatched('daq', QUESTION, 'No agent watches the disk of a DAQ.');
  // The rate is that of the last minute witnessed: where files have stopped since, it is not the rate of now.
  const isFlowing = filesAreFresh(now, at);
  return {
    key: 'daq',
    question: QUESTION,
    ...judge({ now, at }),
    value: daq.bytesPerS === null || !isFlowing ? null : show(daq.bytesPerS, 'By/s'),
    t: daq.lastFile?.t ?? null,
    lines: [
      isFlowing ? rate(daq.filesPerMinute) : null,
      liveLine(now),
      lastFile(now, at),
      inRun(run),
    ].filter((line) => line !== null),
    limit: daq.cadenceMs === null ? null : `a file every ${seconds(daq.cadenceMs)}`,
    spark: sparkOf(now, 'daq', { fromZero: true, colour: 'c1' }),
  };
}

function judge({ now, at }: TileInput): Pick<Tile, 'state' | 'answer' | 'action'> {
  const age = fileAge(now, at);
  if (silentSince(now, at) !== null) {
    return { state: 'stale', answer: 'Not known: no agent reports', action: null };
  }
  if (filesAreFresh(now, at)) return { state: 'good', answer: 'Yes', action: null };
  if (now.run === null) return { state: 'none', answer: 'No: no run is open', action: null };
  if (age === null) return { state: 'none', answer: 'No file yet', action: null };
  const isLong = age > FILE_SILENCE_MS;
  return {
    state: isLong ? 'attention' : 'none',
    answer: `No file for ${span(age)}`,
    action: isLong ? 'procedures/alarms/no-new-file/' : null,
  };
}

function lastFile({ daq }: TileInput['now'], at: number): string | null {
  const last = daq?.lastFile ?? null;
  return last === null ? null : `last file ${last.name}, ${clockOrDay(last.t, at)}`;
}

/** Of the last hour, or of the run where it is younger. */
function liveLine({ live }: TileInput['now']): string | null {
  return live === null
    ? null
    : `live ${formatSignificant(live.fraction * 100, 3)}\u202f% over the last hour`;
}

function rate(filesPerMinute: number | null): string | null {
  return filesPerMinute === null
    ? 'Rate not known: no agent was there over the last minute.'
    : `${formatSignificant(filesPerMinute, 3)} files a minute`;
}

function inRun(run: TileInput['now']['run']): string | null {
  return run === null
    ? null
    : `${formatCount(run.fileCount)} files in this run, ${showText(run.bytes, 'By')}`;
}

function seconds(ms: number): string {
  return `${formatSignificant(ms / 1000, 3)}\u202fs`;
}
