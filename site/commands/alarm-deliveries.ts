/** `flash alarm deliveries`: who is told of alarms, how each receiver is, and the log of what was sent. */

import {
  readReceivers,
  readTries,
  type ReceiverRow,
  type TryRow,
} from '#telemetry/catalogue/receivers.ts';
import { consistentReads } from '#telemetry/catalogue/read/consistent.ts';
import { UsageError, type Command } from '#telemetry/command.ts';
import { useCatalogue } from '#telemetry/commands/use-catalogue.ts';
import { configOptions } from '#telemetry/config/options.ts';
import { isoTime, shortTime, type Column } from '#telemetry/output/columns.ts';
import { formatOf, formatOptions, printRows } from '#telemetry/output/print-rows.ts';
import { program } from '#telemetry/program.ts';
import { textOf } from './alarm-words.ts';

/** Tries of the log: without `--all`, and with it. */
const [FEW, MANY] = [50, 10_000];

const columns: readonly Column<TryRow>[] = [
  { name: 'at', value: ({ at }) => isoTime(at), show: ({ at }) => shortTime(at) },
  { name: 'receiver', value: ({ receiver }) => receiver },
  { name: 'outcome', value: ({ outcome }) => outcome },
  { name: 'reason', value: ({ reason }) => reason },
  { name: 'answer', value: ({ answer }) => answer },
  { name: 'type', value: ({ type }) => type.split('.').at(-1) ?? type },
  { name: 'alarms', value: ({ alarms }) => alarms },
  { name: 'changes', value: ({ changes }) => changes },
  { name: 'took_ms', value: ({ tookMs }) => tookMs },
  { name: 'event_id', value: ({ eventId }) => eventId },
];

/** What fits on a terminal. */
const SHORT = new Set(['at', 'receiver', 'outcome', 'type', 'alarms', 'answer']);

export const command: Command = {
  options: {
    ...configOptions,
    ...formatOptions,
    receiver: { type: 'string', value: 'NAME', help: 'of this receiver alone' },
    all: {
      type: 'boolean',
      help: 'the whole log, which is kept for 90 days: at most ten thousand tries',
    },
  },
  usage: '[--receiver NAME] [--all] [--format table|csv|json]',
  description: `Prints every try to tell a receiver of alarms, newest first, with times in UTC and what it answered, and
says how each receiver is: what waits for it and since when it fails. The table is short; csv and json have all.

  ${program} alarm deliveries --receiver control-room
`,
  async run(input) {
    const format = formatOf(input, 'table');
    const receiver = textOf(input, 'receiver');
    const atMost = input.options['all'] === true ? MANY : FEW;
    const { receivers, tries } = await useCatalogue(input, ({ pools }) =>
      consistentReads(pools.publisher)(async (connection) => ({
        receivers: await readReceivers(connection),
        tries: await readTries(connection, receiver, atMost),
      })),
    );
    if (receiver !== null && tries.length === 0 && !receivers.some(({ name }) => name === receiver))
      throw new UsageError(`there is no receiver ${receiver}${among(receivers)}`);
    for (const row of receivers)
      if (receiver === null || row.name === receiver) input.say(sayReceiver(row));
    if (receivers.length === 0)
      input.say('no receiver is configured: alarms.receivers in flash.yaml');
    const shown = format === 'table' ? columns.filter(({ name }) => SHORT.has(name)) : columns;
    await printRows(format, shown, each(tries), input);
    return 0;
  },
};

function among(receivers: readonly ReceiverRow[]): string {
  return receivers.length === 0
    ? ''
    : `: there are ${receivers.map(({ name }) => name).join(', ')}`;
}

/** `control-room: fails since 2026-11-20 10:00:05 (no answer); 3 changes wait since …`. */
function sayReceiver({
  name,
  failingSince,
  reason,
  deliveredAt,
  waiting,
  oldestWaiting,
}: ReceiverRow): string {
  const last =
    deliveredAt === null ? 'nothing was sent yet' : `last took one at ${shortTime(deliveredAt)}`;
  const state =
    failingSince === null
      ? last
      : `fails since ${shortTime(failingSince)} (${reason ?? 'not known'}); ${last}`;
  const waits =
    waiting === 0
      ? 'nothing waits'
      : `waiting: ${String(waiting)}, since ${shortTime(oldestWaiting)}`;
  return `${name}: ${state}; ${waits}`;
}

async function* each<T>(rows: readonly T[]): AsyncIterable<T> {
  await Promise.resolve();
  yield* rows;
}
