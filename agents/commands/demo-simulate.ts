/** `flash demo simulate`: the demo experiment's instruments, which write into `<home>/demo/instruments`. */
import { join } from 'node:path';
import { recorderUrl } from '#telemetry/config/addresses.ts';
import type { Command, CommandInput } from '#telemetry/command.ts';
import { UsageError } from '#telemetry/command.ts';
import { configOf, configOptions } from '#telemetry/config/options.ts';
import { systemClock } from '#telemetry/effects.ts';
import { EVENTS, isEventName } from '../simulator/events.ts';
import type { EventName } from '../simulator/events.ts';
import { requestEvent } from '../simulator/requests.ts';
import { simulate } from '../simulator/simulator.ts';
import { program } from '#telemetry/program.ts';

const DAY = 86_400_000;
const UNITS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: DAY };
const LONGEST_D = 30;
/** Readings once a second are the most that the instruments' logs can tell apart. */
const MOST_PACE = 60;

/** Reads what was given to an option: `3d`, `36h`, `90m` or `0`. */
function readSpan(option: string, text: string): number {
  if (text === '0') return 0;
  const found = /^(\d+(?:\.\d+)?)([mhd])$/.exec(text);
  const ms = Number(found?.[1]) * (UNITS[found?.[2] ?? ''] ?? Number.NaN);
  if (Number.isNaN(ms) || ms > LONGEST_D * DAY) {
    throw new UsageError(
      `--${option} ${text}: expected a time such as 3d, 36h or 90m, at most ${LONGEST_D}d, or 0`,
    );
  }
  return ms;
}

/** Reads the history of a new demo, ms. */
export function readHistory(text: string): number {
  return readSpan('history', text);
}

function readSeed(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new UsageError(`--seed ${text}: expected a whole number of at most 9 digits`);
}

function readPace(text: string): number {
  const pace = Number(text);
  if (pace >= 1 && pace <= MOST_PACE) return pace;
  throw new UsageError(`--pace ${text}: expected a number from 1 to ${MOST_PACE}`);
}

const names = Object.keys(EVENTS);

/** Hands what is asked for to the running demo; false where nothing is. */
function request({ options, say }: CommandInput, home: string): boolean {
  const { event, skip } = options;
  const isClear = options['all-clear'] === true;
  const events = Array.isArray(event) ? event.map(readEvent) : [];
  if (isClear && events.length > 0)
    throw new UsageError('--all-clear ends what happens, --event begins it: give one of them');
  if (skip !== undefined && events.length === 0)
    throw new UsageError('--skip leaves out the beginning of an event: give --event NAME with it');
  const skippedMs = typeof skip === 'string' ? readSpan('skip', skip) : 0;
  for (const name of isClear ? (['all-clear'] as const) : events) {
    requestEvent(home, name, systemClock.now(), skippedMs);
    say(`${name}: handed to the running demo`);
  }
  return isClear || events.length > 0;
}

function readEvent(name: unknown): EventName {
  if (typeof name === 'string' && isEventName(name)) return name;
  throw new UsageError(
    `--event ${String(name)}: there is no such event; there are ${names.join(', ')}`,
  );
}

export const command: Command = {
  options: {
    config: configOptions.config,
    demo: { type: 'boolean', help: 'accepted and without effect: it always is the demo' },
    history: {
      type: 'string',
      value: 'TIME',
      help: 'history of a new demo: 3d (default), 36h, 90m, or 0',
    },
    seed: { type: 'string', value: 'N', help: 'seed of a new demo (default 1)' },
    pace: {
      type: 'string',
      value: 'N',
      help: 'a new demo whose instruments and people are N times as quick, 1 to 60 (default 1)',
    },
    event: {
      type: 'string',
      multiple: true,
      value: 'NAME',
      help: 'makes something happen in the running demo now; may be given more than once',
    },
    skip: {
      type: 'string',
      value: 'TIME',
      help: 'with --event: instruments show at once what they would show so much later: 8m, 2h',
    },
    'all-clear': {
      type: 'boolean',
      help: 'ends whatever --event began in the running demo: values are as before, data are taken again',
    },
    'full-size': { type: 'boolean', help: "data files of FLASH's 34 MB instead of 340 kB" },
  },
  usage:
    '[--history TIME] [--seed N] [--pace N] [--full-size] | --event NAME [--skip TIME] | --all-clear',
  description: `Writes what real instruments write (data files, S11 sweeps, Bluefors logs, magnet tables, the batch queue)
into <home>/demo/instruments, three days of history first where the demo is new, then live until Ctrl-C.
\`npm start\` runs it; the collectors watch those folders as they would watch real ones.

  ${program} demo simulate --event quench    the running demo loses its field
  ${program} demo simulate --all-clear       and all is well again

Events:
${Object.entries(EVENTS)
  .map(([name, { summary }]) => `  ${name.padEnd(22)} ${summary}`)
  .join('\n')}`,
  async run(input: CommandInput): Promise<number> {
    const { options } = input;
    const config = configOf({ ...input, options: { ...options, demo: true } });
    if (request(input, config.homeDirectory)) return 0;
    const { history, pace, seed } = options;
    await simulate({
      home: config.homeDirectory,
      ...(typeof seed === 'string' ? { seed: readSeed(seed) } : {}),
      ...(typeof history === 'string' ? { historyMs: readHistory(history) } : {}),
      ...(typeof pace === 'string' ? { pace: readPace(pace) } : {}),
      isFullSize: options['full-size'] === true,
      timeZone: config.time_zone,
      clock: systemClock,
      hub: {
        url: recorderUrl(config),
        tokenPath: join(config.homeDirectory, 'writer.token'),
      },
      signal: input.signal,
      say: (line) => void input.write(`${line}\n`),
    });
    return 0;
  },
};
