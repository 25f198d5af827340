/** The instruments of the demo, played each second instead of by its simulator, so that a test breaks and mends them at once. */

import { mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createLocalTime } from '#agents/simulator/clock.ts';
import { dataHeader, dataName, dataSamples } from '#agents/simulator/data-file.ts';
import type { Surroundings } from '#agents/simulator/fridge.ts';
import { adsAt, queueText } from '#agents/simulator/jobs.ts';
import { createSlowControl, type Cadences } from '#agents/simulator/logs.ts';
import { foldersOf, makeFolders, writeWhole } from '#agents/simulator/state.ts';

const SEED = 7;
const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const CADENCE_MS = 2_190;
const SAMPLES = 2_000;
const CAMPAIGN = 'Run_2026.11-QUAX';
/** So long before the break the ramp began: the leads carry current, the field has just begun to fall, the plates are warm. */
const RAMPS_SINCE_MS = 8.4 * MINUTE;
/** Longer than the DAQ may be silent within a run. */
const SILENT_MS = 302 * SECOND;

export interface BreakableInstruments extends Disposable {
  /**
   * A run has files, but its DAQ stopped five minutes ago; the magnet is ramped in that run, gauges and flow meter say
   * nothing, all jobs are held.
   */
  break(): void;
  /** One more file of the run is there, of half the size. */
  cutFile(): void;
  /** All of it is as before, and files come again. */
  mend(): void;
}

/** Starts to play below the demo's folder: half a minute of readings, and then what is now. There is no run yet. */
export function playInstruments(home: string): BreakableInstruments {
  const folders = foldersOf(home);
  makeFolders(folders);
  mkdirSync(join(folders.queue, '..'), { recursive: true });
  const slow = createSlowControl({ folders, local: createLocalTime('Europe/Rome') });
  const run = join(folders.daq, CAMPAIGN, '0142_fisica');
  const quiet: Surroundings = { seed: SEED, moves: [], events: [] };
  let around = quiet;
  let areGaugesRead = true;
  let takesData = false;
  let until = Date.now() - 30 * SECOND;
  const play = (): void => {
    const now = Date.now();
    slow.write(around, until, now, cadences(areGaugesRead));
    until = now;
    writeWhole(folders.queue, queueText(adsAt(SEED, around.events, now, () => '')));
    if (takesData) writeFiles(run, now, 1);
  };
  play();
  const timer = setInterval(play, SECOND);
  return {
    break() {
      const now = Date.now();
      around = {
        ...quiet,
        events: [
          { name: 'magnet-ramp', at: now - RAMPS_SINCE_MS },
          { name: 'jobs-held', at: now },
        ],
      };
      areGaugesRead = false;
      writeFiles(run, now - SILENT_MS, 20);
    },
    cutFile: () => writeFiles(run, Date.now() - SILENT_MS, 1, SAMPLES / 2),
    mend() {
      around = quiet;
      areGaugesRead = true;
      takesData = true;
    },
    [Symbol.dispose]: () => clearInterval(timer),
  };
}

function cadences(areGaugesRead: boolean): Cadences {
  const gauges = areGaugesRead ? SECOND : Number.POSITIVE_INFINITY;
  return { bridge: SECOND, gauges, magnet: SECOND, status: 15 * MINUTE };
}

/** Writes more files of a run, the last one taken at `last`. */
function writeFiles(run: string, last: number, count: number, samples = SAMPLES): void {
  mkdirSync(run, { recursive: true });
  const before = readdirSync(run).length;
  for (let i = 0; i < count; i += 1) {
    const takenAt = last - (count - 1 - i) * CADENCE_MS;
    const path = join(run, dataName(before + i + 1));
    const header = dataHeader({ takenAt, centreHz: 8.8e9, samples, tunerDeg: 12 });
    writeFileSync(path, Buffer.concat([header, dataSamples(samples, path)]));
    utimesSync(path, takenAt / 1_000, takenAt / 1_000);
  }
}
