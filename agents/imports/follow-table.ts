/** Reads the run table once, or again and again until it is told to stop; a source that goes away is waited for. */

import { setTimeout as sleep } from 'node:timers/promises';
import type { RecorderDoor } from '#telemetry/command.ts';
import { FlashError } from '#telemetry/errors.ts';
import type { RunlogReport } from './runlog-report.ts';
import type { FactSender } from './send-facts.ts';
import type { TableImport } from './table-import.ts';
import type { TableReader } from './table-reader.ts';

export interface TableRounds {
  readonly table: TableImport;
  readonly openTable: () => Promise<TableReader>;
  /** Opened for a round that has something to deliver, closed after it: nothing of the catalogue is held in between. */
  readonly openDoor: () => Promise<RecorderDoor>;
  readonly makeSender: (door: RecorderDoor) => FactSender;
  readonly signal: AbortSignal;
  readonly onRow: (rows: number) => void;
}

/** One look at the table. @throws FlashError of the table or of the recorder. */
export async function readTableOnce(rounds: TableRounds): Promise<RunlogReport> {
  const door = openWhenNeeded(rounds.openDoor);
  return await closing(door, takeRound(rounds, rounds.makeSender(door)));
}

/** Waits for a round and closes the door behind it, whatever became of it. */
async function closing<Result>(door: RecorderDoor, round: Promise<Result>): Promise<Result> {
  try {
    return await round;
  } finally {
    await door.close();
  }
}

/** Looks every `pauseMs` until the signal; `onReport` hears of every round that found something. */
export async function followTable(
  rounds: TableRounds,
  options: {
    pauseMs: number;
    say: (line: string) => void;
    onReport: (report: RunlogReport) => Promise<void>;
  },
): Promise<void> {
  const { signal } = rounds;
  const { pauseMs, say, onReport } = options;
  const door = openWhenNeeded(rounds.openDoor);
  let sender = rounds.makeSender(door);
  let isFirst = true;
  let trouble: string | null = null;
  while (!signal.aborted) {
    try {
      const report = await closing(door, takeRound(rounds, sender));
      if (trouble !== null) say(`${report.file} can be read again`);
      trouble = null;
      if (isFirst || report.rows > 0) await onReport(report);
      isFirst = false;
    } catch (thrown) {
      if (signal.aborted) return;
      const isLasting = !(thrown instanceof FlashError) || !thrown.isTransient();
      if (isFirst || isLasting) throw thrown;
      if (trouble === null) say(`${thrown.message}; trying again until it is back`);
      trouble = thrown.message;
      // What the sender still held comes again: the round was not committed whole.
      sender = rounds.makeSender(door);
    }
    await sleep(pauseMs, undefined, { signal }).catch(() => undefined);
  }
}

async function takeRound(rounds: TableRounds, sender: FactSender): Promise<RunlogReport> {
  const { table, signal, onRow } = rounds;
  const reader = await rounds.openTable();
  try {
    return await table.round({ reader, sender, signal, onRow });
  } finally {
    await reader.close();
  }
}

function openWhenNeeded(open: () => Promise<RecorderDoor>): RecorderDoor {
  let door: RecorderDoor | null = null;
  return {
    async deliver(batch) {
      door ??= await open();
      return await door.deliver(batch);
    },
    async close() {
      const opened = door;
      door = null;
      await opened?.close();
    },
  };
}
