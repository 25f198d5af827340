/** What the simulator has to remember to go on where it was, kept whole on disk, and the folders it writes to. */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { FlashError, errorCode } from '#telemetry/errors.ts';
import { isProcessAlive } from '#telemetry/process-alive.ts';
import { isEventName } from './events.ts';
import type { SimulatedEvent } from './events.ts';
import type { PlanInput } from './schedule.ts';
import { program } from '#telemetry/program.ts';

/** Where everything lies below the demo's home. */
export interface Folders {
  readonly daq: string;
  readonly bluefors: string;
  readonly magnet: string;
  readonly finuda: string;
  readonly queue: string;
  readonly jobHistory: string;
  readonly state: string;
  readonly truth: string;
  readonly requests: string;
}

/** The folders of a demo home. */
export function foldersOf(home: string): Folders {
  const instruments = join(home, 'instruments');
  return {
    daq: join(instruments, 'daq'),
    bluefors: join(instruments, 'fridge'),
    magnet: join(instruments, 'magnet'),
    finuda: join(instruments, 'finuda'),
    queue: join(instruments, 'condor', 'queue.json'),
    jobHistory: join(instruments, 'condor', 'history.json'),
    state: join(home, 'simulator', 'state.json'),
    truth: join(home, 'simulator', 'truth.jsonl'),
    requests: join(home, 'simulator', 'requests'),
  };
}

/** Makes the instruments' folders, so that collectors find them while they are empty. */
export function makeFolders({ daq, bluefors, magnet, finuda }: Folders): void {
  for (const folder of [daq, bluefors, magnet, finuda]) mkdirSync(folder, { recursive: true });
}

/** The plan's input, and how far things have come. */
export interface SimulatorState extends PlanInput {
  readonly version: 1;
  readonly isHistoryWritten: boolean;
  /** When the simulator last wrote, UTC ms. */
  readonly aliveAt: number;
  /** The process that wrote this. */
  readonly pid: number;
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

function isState(value: unknown): value is SimulatorState {
  if (typeof value !== 'object' || value === null) return false;
  const state: Partial<Record<keyof SimulatorState, unknown>> = value;
  const { starts, injected } = state;
  return (
    state.version === 1 &&
    [state.seed, state.origin, state.historyMs, state.aliveAt, state.pid].every(isNumber) &&
    isNumber(state.pace ?? 1) &&
    typeof state.isHistoryWritten === 'boolean' &&
    Array.isArray(starts) &&
    starts.every(isNumber) &&
    Array.isArray(injected) &&
    injected.every(
      (event: Partial<Record<keyof SimulatedEvent, unknown>> | null) =>
        isNumber(event?.at) &&
        isNumber(event.skippedMs ?? 0) &&
        isNumber(event.clearedAt ?? 0) &&
        typeof event.name === 'string' &&
        isEventName(event.name),
    )
  );
}

/** Reads the state; null where the simulator never ran here. Throws where the file is not a state. */
export function readState(path: string): SimulatorState | null {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null;
    throw error;
  }
  const problem = (reason: string, cause?: unknown): FlashError =>
    new FlashError({
      operation: "go on with the demo's simulator",
      subject: path,
      reason,
      hint: `begin anew with: ${program} demo reset`,
      cause,
    });
  let state: unknown;
  try {
    state = JSON.parse(text);
  } catch (error) {
    throw problem('it is not JSON', error);
  }
  if (!isState(state)) throw problem('it is not a state of this version');
  return state;
}

/** Writes a file whole: beside its place, then renamed. */
export function writeWhole(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  const beside = `${path}.tmp`;
  writeFileSync(beside, text);
  renameSync(beside, path);
}

/** Keeps the state. */
export function writeState(path: string, state: SimulatorState): void {
  writeWhole(path, `${JSON.stringify(state)}\n`);
}

/** A simulator writes its state every 10 s; one that did not for this long has ended. */
const SILENT_MS = 30_000;

/** Whether a simulator other than this process writes to these folders. */
export function isAlive(folders: Folders, now: number): boolean {
  const state = readState(folders.state);
  if (state === null || now - state.aliveAt > SILENT_MS || state.pid === process.pid) return false;
  return isProcessAlive(state.pid);
}
