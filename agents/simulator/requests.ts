/** Events asked for from another process: one small file each, taken by the running simulator within a second. */
import { readFileSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { FlashError, errorCode } from '#telemetry/errors.ts';
import { isEventName } from './events.ts';
import type { EventName, SimulatedEvent } from './events.ts';
import { foldersOf, isAlive, writeWhole } from './state.ts';

/** A request that waited longer is dropped: nobody expects it any more. */
const FRESH_MS = 60_000;

/** Asks the simulator of a demo home for an event; throws where none runs. */
export function requestEvent(home: string, name: EventName, now: number): void {
  const folders = foldersOf(home);
  if (!isAlive(folders, now)) {
    throw new FlashError({
      operation: 'make something happen in the demo',
      subject: home,
      reason: 'no simulator runs there',
      hint: 'start the demo first: npm start',
    });
  }
  writeWhole(join(folders.requests, `${now}-${process.pid}`), `${name} ${now}\n`);
}

/** Takes the events that were asked for from their folder. */
export function takeRequests(folder: string, now: number): readonly SimulatedEvent[] {
  let files: string[];
  try {
    files = readdirSync(folder);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  }
  return files
    .filter((file) => !file.endsWith('.tmp'))
    .flatMap((file): SimulatedEvent[] => {
      const path = join(folder, file);
      const [name = '', asked] = readFileSync(path, 'utf8').trim().split(' ');
      const isFresh = now - Number(asked) < FRESH_MS;
      rmSync(path);
      return isFresh && isEventName(name) ? [{ name, at: now }] : [];
    });
}
