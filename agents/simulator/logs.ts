/** Slow control's logs at one instant or over a span: each instrument at its own cadence, on the grid of the clock. */
import type { LocalTime } from './clock.ts';
import { FINUDA_HEADER, finudaLine } from './finuda.ts';
import { bridgeLines, flowLine, gaugeLine, logPath, statusLine } from './fridge-lines.ts';
import type { LogLine } from './fridge-lines.ts';
import type { Surroundings } from './fridge.ts';
import { createLogFiles } from './log-files.ts';
import { MAGNET_HEADER, magnetLine } from './magnet.ts';
import type { Folders } from './state.ts';

/** How often each instrument writes, ms. */
export interface Cadences {
  readonly bridge: number;
  readonly gauges: number;
  readonly magnet: number;
  readonly status: number;
}

const LIVE_CADENCES: Cadences = {
  bridge: 10_000,
  gauges: 30_000,
  magnet: 10_000,
  status: 900_000,
};

/** An instrument is read no more often than this, ms. */
const QUICKEST_MS = 1_000;

/** Returns how often each instrument writes in a life at a pace. */
export function liveCadences(pace: number): Cadences {
  const quick = (ms: number): number => Math.max(QUICKEST_MS, ms / pace);
  const { bridge, gauges, magnet, status } = LIVE_CADENCES;
  return {
    bridge: quick(bridge),
    gauges: quick(gauges),
    magnet: quick(magnet),
    status: quick(status),
  };
}

export const HISTORY_CADENCES: Cadences = {
  bridge: 30_000,
  gauges: 60_000,
  magnet: 60_000,
  status: 900_000,
};

const FINUDA_CADENCE_MS = 20_000;

export interface SlowControl {
  /** Writes everything that falls due in (after, to]. */
  write(around: Surroundings, after: number, to: number, cadences: Cadences): void;
  /** The same for the FLASH-like plant. */
  writeFinuda(seed: number, origin: number, after: number, to: number): void;
}

/** Instants of a cadence's grid in (after, to]. */
export function* gridTimes(after: number, to: number, cadence: number): Generator<number> {
  for (let t = (Math.floor(after / cadence) + 1) * cadence; t <= to; t += cadence) yield t;
}

/** Opens the logs of all instruments. */
export function createSlowControl({
  folders,
  local,
}: {
  folders: Folders;
  local: LocalTime;
}): SlowControl {
  const bluefors = createLogFiles(folders.bluefors);
  const magnet = createLogFiles(folders.magnet);
  const finuda = createLogFiles(folders.finuda);

  function put(t: number, lines: readonly LogLine[]): void {
    const stamp = local(t);
    for (const { log, text } of lines) bluefors.add(logPath(log, stamp), stamp.naive, text);
  }

  return {
    write(around, after, to, cadences) {
      for (const t of gridTimes(after, to, cadences.bridge))
        put(t, bridgeLines(around, t, local(t)));
      // gauges and flow are asked some seconds after the bridge, as in the real logs
      for (const t of gridTimes(after - 3_000, to - 3_000, cadences.gauges)) {
        const at = t + 3_000;
        put(at, [gaugeLine(around, at, local(at)), flowLine(around, at, local(at))]);
      }
      for (const t of gridTimes(after, to, cadences.status))
        put(t, [statusLine(around, t, local(t))]);
      for (const t of gridTimes(after, to, cadences.magnet)) {
        const stamp = local(t);
        const file = `magnet_20${stamp.fileDay.replaceAll('-', '')}.csv`;
        magnet.add(
          file,
          stamp.naive,
          magnetLine(around.events, around.seed, t, stamp),
          MAGNET_HEADER,
        );
      }
      bluefors.flush();
      magnet.flush();
    },
    writeFinuda(seed, origin, after, to) {
      for (const t of gridTimes(after, to, FINUDA_CADENCE_MS)) {
        const stamp = local(t);
        const file = `finuda_20${stamp.fileDay.replaceAll('-', '')}.csv`;
        finuda.add(file, stamp.naive, finudaLine(seed, origin, t, stamp), FINUDA_HEADER);
      }
      finuda.flush();
    },
  };
}
