/** `flash demo simulate`: the demo experiment's instruments, which write into `<home>/demo/instruments`. */
import { join } from 'node:path';
import { recorderUrl } from '#telemetry/config/addresses.ts';
import type { Command, CommandInput } from '#telemetry/command.ts';
import { UsageError } from '#telemetry/command.ts';
import { configOf, configOptions } from '#telemetry/config/options.ts';
import { systemClock } from '#telemetry/effects.ts';
import { EVENTS, isEventName } from '../simulator/events.ts';
import { requestEvent } from '../simulator/requests.ts';
import { simulate } from '../simulator/simulator.ts';
import { program } from '#telemetry/program.ts';

const DAY = 86_400_000;
const UNITS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: DAY };
const LONGEST_D = 30;

/** Reads `3d`, `36h`, `90m` or `0`. */
export function readHistory(text: string): number {
  if (text === '0') return 0;
  const found = /^(\d+(?:\.\d+)?)([mhd])$/.exec(text);
  const ms = Number(found?.[1]) * (UNITS[found?.[2] ?? ''] ?? Number.NaN);
  if (Number.isNaN(ms) || ms > LONGEST_D * DAY) {
    throw new UsageError(
      `--history ${text}: expected a time such as 3d, 36h or 90m, at most ${LONGEST_D}d, or 0`,
    );
  }
  return ms;
}

function readSeed(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new UsageError(`--seed ${text}: expected a whole number of at most 9 digits`);
}

const names = Object.keys(EVENTS);

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
    event: {
      type: 'string',
      value: 'NAME',
      help: `makes something happen in the running demo now: ${names.join(', ')}`,
    },
    'full-size': { type: 'boolean', help: "data files of FLASH's 34 MB instead of 340 kB" },
  },
  usage: '[--history TIME] [--seed N] [--full-size] | --event NAME',
  description: `Writes what real instruments write (data files, S11 sweeps, Bluefors logs, magnet tables, the batch queue)
into <home>/demo/instruments, three days of history first where the demo is new, then live until Ctrl-C.
\`npm start\` runs it; the collectors watch those folders as they would watch real ones.

  ${program} demo simulate --event quench    the running demo loses its field

Events:
${Object.entries(EVENTS)
  .map(([name, { summary }]) => `  ${name.padEnd(22)} ${summary}`)
  .join('\n')}`,
  async run(input: CommandInput): Promise<number> {
    const { options, say } = input;
    const config = configOf({ ...input, options: { ...options, demo: true } });
    const { event, history, seed } = options;
    if (typeof event === 'string') {
      if (!isEventName(event)) {
        throw new UsageError(
          `--event ${event}: there is no such event; there are ${names.join(', ')}`,
        );
      }
      requestEvent(config.homeDirectory, event, systemClock.now());
      say(`${event}: handed to the running demo`);
      return 0;
    }
    await simulate({
      home: config.homeDirectory,
      seed: typeof seed === 'string' ? readSeed(seed) : 1,
      historyMs: readHistory(typeof history === 'string' ? history : '3d'),
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
