/** Files that were found, as data: times in ISO 8601, SI units in the names. */

import { isoTime } from '../text/times.ts';
import { toCsv, toJson, type OutTable } from '../runs/take-out.ts';
import type { FoundFile } from './source.ts';
import { pathOf } from './view.ts';

function tableOf(files: readonly FoundFile[]): OutTable {
  return {
    names: [
      'campaign',
      'run',
      'file',
      'path',
      'taken_at',
      'bytes',
      'tuner_deg',
      'cavity_hz',
      'adler32',
      'software_version',
    ],
    rows: files.map((file) => [
      file.campaign,
      file.run,
      file.name,
      pathOf(file),
      file.t === null ? null : isoTime(file.t),
      file.bytes,
      file.tunerDeg,
      file.cavityHz,
      file.adler32,
      file.softwareVersion,
    ]),
  };
}

/** Returns everything that was found, not only what is in sight. */
export function filesText(files: readonly FoundFile[], how: 'csv' | 'json'): string {
  return how === 'csv' ? toCsv(tableOf(files)) : toJson(tableOf(files));
}
