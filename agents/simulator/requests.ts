/** What is asked for from another process, events or the all-clear: one small file each, taken by the running simulator within a second. */
import { readFileSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { FlashError, errorCode } from '#telemetry/errors.ts';
import { isEventName } from './events.ts';
import type { EventName, SimulatedEvent } from './events.ts';
import { foldersOf, isAlive, writeWhole } from './state.ts';

/** A request that waited longer is dropped: nobody expects it any more. */
const FRESH_MS = 60_000;

const ALL_CLEAR = 'all-clear';

/** Asks the simulator of a demo home for an event, or for its end; throws where none runs. */
export function requestEvent(
  home: string,
  name: EventName | typeof ALL_CLEAR,
  now: number,
  skippedMs = 0,
): void {
  const folders = foldersOf(home);
  if (!isAlive(folders, now)) {
    throw new FlashError({
      operation: 'make something happen in the demo',
      subject: home,
      reason: 'no simulator runs there',
      hint: 'start the demo first: npm start',
    });
  }
  const path = join(folders.requests, `${now}-${process.pid}-${name}`);
  writeWhole(path, `${name} ${now} ${skippedMs}\n`);
}

/** Takes what was asked for from its folder, oldest first. */
export function takeRequests(
  folder: string,
  now: number,
): readonly (SimulatedEvent | typeof ALL_CLEAR)[] {
  let files: string[];
  try {
    files = readdirSync(folder);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  }
  return files
    .filter((file) => !file.endsWith('.tmp'))
    .toSorted()
    .flatMap((file): (SimulatedEvent | typeof ALL_CLEAR)[] => {
      const path = join(folder, file);
      const [name = '', asked, skippedMs] = readFileSync(path, 'utf8').trim().split(' ');
      rmSync(path);
      if (now - Number(asked) >= FRESH_MS) return [];
      if (name === ALL_CLEAR) return [ALL_CLEAR];
      return isEventName(name) ? [{ name, at: now, skippedMs: Number(skippedMs) }] : [];
    });
}
