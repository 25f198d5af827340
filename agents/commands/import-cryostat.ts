/** `flash import cryostat`: history of slow control from log files, through the collector's own parsers. */

import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Command, CommandInput } from '#telemetry/command.ts';
import { UsageError } from '#telemetry/command.ts';
import { configOf, configOptions } from '#telemetry/config/options.ts';
import type { FlashConfig } from '#telemetry/config/schema.ts';
import { systemClock } from '#telemetry/effects.ts';
import { FlashError } from '#telemetry/errors.ts';
import type { Device } from '../collectors/cryostat/device.ts';
import { createDevice } from '../collectors/cryostat/device.ts';
import type { CryostatProgress } from '../imports/cryostat.ts';
import { group, textOption, zoneOf } from '../imports/command-options.ts';
import { importCryostat } from '../imports/cryostat.ts';
import type { LogFormat } from '../imports/detect-format.ts';
import { LOG_FORMATS, detectDevice } from '../imports/detect-format.ts';
import { registerDevice } from '../imports/device-register.ts';
import type { DeviceLogs } from '../imports/find-device-logs.ts';
import { findDeviceLogs } from '../imports/find-device-logs.ts';
import { describeRefused, writeRefused } from '../imports/refused-lines.ts';
import { createFactSender } from '../imports/send-facts.ts';
import { program } from '#telemetry/program.ts';

const PROGRESS_MS = 1_000;

/** What the command line says of all logs. */
interface Said {
  readonly zone: string | null;
  readonly format: LogFormat | null;
}

/** The device as configured where it is, with the zone that was asked for; else as its logs tell, or `format` says. */
async function deviceOf(
  logs: DeviceLogs,
  config: FlashConfig,
  { zone, format }: Said,
): Promise<Device> {
  const settings = config.collectors['cryostat'];
  const { cryostatSchema } = await import('../collectors/cryostat.schema.ts');
  const parsed = settings === undefined ? null : cryostatSchema.safeParse(settings);
  const configured = parsed?.data?.devices.find((device) => device.name === logs.device);
  if (configured === undefined || format !== null) {
    return await detectDevice(logs, zone ?? config.time_zone, format);
  }
  const timeZone = zone ?? configured.time_zone;
  return createDevice({ ...configured, time_zone: timeZone }, config.time_zone);
}

function formatOf(input: CommandInput): LogFormat | null {
  const given = textOption(input, 'format');
  if (given === null) return null;
  const found = LOG_FORMATS.find((format) => format === given);
  if (found !== undefined) return found;
  throw new UsageError(`--format: expected ${LOG_FORMATS.join(', ')}, received '${given}'`);
}

function sayEverySecond(input: CommandInput): (progress: CryostatProgress) => void {
  let saidAt = systemClock.monotonic();
  return ({ device, lines, readings, refused }) => {
    const now = systemClock.monotonic();
    if (now - saidAt < PROGRESS_MS) return;
    saidAt = now;
    const refusals = refused.length === 0 ? '' : `, ${group(refused.length)} lines refused`;
    input.say(`${device}: ${group(lines)} lines, ${group(readings)} readings${refusals}`);
  };
}

function describe(result: CryostatProgress, reportFile: string | null): string {
  const { device, files, foreign, lines, readings, channels, refused, added } = result;
  const counts = [...channels].sort(([a], [b]) => (a < b ? -1 : 1));
  const others = foreign.length === 0 ? '' : `; ${foreign.length} other files left alone`;
  const news = added === null ? '' : ` (${group(added)} new)`;
  const text = [
    `${device}: ${files} logs, ${group(lines)} lines, ${group(readings)} readings of ${channels.size === 1 ? '1 channel' : `${channels.size} channels`}${news}, ${group(refused.length)} refused${others}`,
    ...counts.map(([channel, count]) => `  ${channel}  ${group(count)}`),
    ...describeRefused(refused, reportFile),
  ];
  return `${text.join('\n')}\n`;
}

function toJson({ channels, refused, ...rest }: CryostatProgress): string {
  const places = refused.map(({ file, line, reason }) => ({ file, line, reason }));
  return `${JSON.stringify({ ...rest, channels: Object.fromEntries(channels), refused: places })}\n`;
}

async function importAll(
  input: CommandInput,
  config: FlashConfig,
  devices: readonly DeviceLogs[],
  said: Said,
): Promise<CryostatProgress[]> {
  const register = join(config.homeDirectory, 'imports', 'cryostat-devices.json');
  const results: CryostatProgress[] = [];
  const door = await input.host.openRecorder(input);
  try {
    for (const logs of devices) {
      await registerDevice(register, logs.device, logs.logs);
      const device = await deviceOf(logs, config, said);
      const sender = createFactSender({ door, agent: config.node, clock: systemClock });
      const onProgress = sayEverySecond(input);
      const { signal } = input;
      results.push(
        await importCryostat({ device, logs, sender, clock: systemClock, signal, onProgress }),
      );
    }
  } finally {
    await door.close();
  }
  return results;
}

async function run(input: CommandInput): Promise<number> {
  if (input.positionals.length === 0) throw new UsageError('expected a folder or files');
  const said = { zone: zoneOf(input), format: formatOf(input) };
  const config = configOf(input);
  const paths = input.positionals.map((path) => resolve(input.cwd, path));
  const devices = await findDeviceLogs(paths, textOption(input, 'device'));
  const results = await importAll(input, config, devices, said);
  if (results.every(({ files }) => files === 0)) {
    throw new FlashError({
      operation: 'import logs of slow control',
      subject: input.positionals.join(', '),
      reason:
        'no log among the files: a Bluefors log is named like `CH6 T 26-06-20.log`, a Leiden or LakeShore log begins with its own head',
      hint: 'a table must be described under collectors.cryostat.devices; name it with --device',
    });
  }
  const reportFile = textOption(input, 'report');
  if (reportFile !== null) {
    const refused = results.flatMap((result) => result.refused);
    await writeFile(resolve(input.cwd, reportFile), writeRefused(refused));
  }
  const isJson = input.options['json'] === true;
  for (const result of results) {
    await input.write(isJson ? toJson(result) : describe(result, reportFile));
  }
  return 0;
}

export const command: Command = {
  usage: '[--device NAME] [--format FORMAT] [--zone ZONE] [--report FILE] PATH…',
  description: `Takes in logs of a Bluefors cryostat, of a Leiden one, or of a LakeShore bridge: a folder, one of its day
folders, or single files; or those of a device that flash.yaml describes under collectors.cryostat.devices. The format
is found out by the files' names and heads; files that are no logs are left alone. The raw text of every value is kept; a line
that cannot be read is reported with file and line. The same files twice add nothing.

  ${program} import cryostat --zone America/Los_Angeles samples/blackfridge`,
  options: {
    ...configOptions,
    device: { type: 'string', value: 'NAME', help: "the device; default: its folder's name" },
    format: {
      type: 'string',
      value: 'FORMAT',
      help: 'bluefors, leiden or lakeshore; default: found out',
    },
    zone: {
      type: 'string',
      value: 'ZONE',
      help: "the zone of the files' times; default: the device's or the node's",
    },
    report: { type: 'string', value: 'FILE', help: 'write every refused line to this file' },
    json: { type: 'boolean', help: 'print one JSON line a device' },
  },
  run,
};
