/** Finds out in which format the logs of a device are: by their names where those say so, else by how they begin. */

import { open } from 'node:fs/promises';
import type { Device } from '#agents/collectors/cryostat/device.ts';
import { HEADED, blueforsDevice, equip, headedSource } from '#agents/collectors/cryostat/device.ts';
import type { FoundLog } from '#agents/collectors/cryostat/log-file.ts';
import { recogniseBluefors } from '#agents/formats/bluefors-files.ts';
import { decodeText, encodingOf } from '#agents/sources/text-lines.ts';
import type { DeviceLogs } from './find-device-logs.ts';

/** Formats that need no description in the configuration. */
export const LOG_FORMATS = ['bluefors', 'leiden', 'lakeshore'] as const;

export type LogFormat = (typeof LOG_FORMATS)[number];

/** Formats that are told by the head of a file. */
type HeadedFormatName = keyof typeof HEADED;

/** Bytes that hold the head of any format. */
const HEAD_BYTES = 8_192;

/** The first lines of a file. */
async function readHead(log: FoundLog): Promise<string[]> {
  const handle = await open(log.path, 'r');
  try {
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    const head = buffer.subarray(0, bytesRead);
    return decodeText(head, encodingOf(head)).split(/\r*\n/);
  } finally {
    await handle.close();
  }
}

/** The format of a log by its head, null where it has none of them. */
async function detectHead(log: FoundLog): Promise<HeadedFormatName | null> {
  const lines = await readHead(log);
  if (HEADED.leiden.isHead(lines)) return 'leiden';
  return HEADED.lakeshore.isHead(lines) ? 'lakeshore' : null;
}

/** A device whose logs are known by their keys; files that are none of them are left alone. */
function headedDevice(
  { device, folder }: DeviceLogs,
  zone: string,
  formats: ReadonlyMap<string, HeadedFormatName>,
): Device {
  const sources = (['leiden', 'lakeshore'] as const).map((kind) =>
    headedSource(kind, zone, ({ key }) => formats.get(key) === kind),
  );
  const [leiden, lakeshore] = sources;
  return equip(
    { name: device, path: folder },
    {
      openParser: (log, resume) =>
        leiden?.openParser(log, resume) ?? lakeshore?.openParser(log, resume) ?? null,
      isJudged: false,
      describe: (channel) => {
        const meanings = sources.map(({ describe }) => describe(channel));
        const known = meanings.find(({ quantity }) => quantity !== 'value') ?? meanings[0];
        return known ?? { quantity: 'value', unit: '1', label: null, staleAfterMs: null };
      },
    },
  );
}

/**
 * The device that can read these logs; `format` names the format of all of them, null finds it out.
 *
 * A folder with logs named as a Bluefors system names them is a Bluefors cryostat's. @throws the system's error of a log.
 */
export async function detectDevice(
  logs: DeviceLogs,
  zone: string,
  format: LogFormat | null,
): Promise<Device> {
  const isBluefors = logs.logs.some(({ name }) => recogniseBluefors(name) !== null);
  if (format === 'bluefors' || (format === null && isBluefors)) {
    return blueforsDevice(logs.device, logs.folder, zone);
  }
  const formats = new Map<string, HeadedFormatName>();
  for (const log of logs.logs) {
    const found = format ?? (await detectHead(log));
    if (found !== null) formats.set(log.key, found);
  }
  return headedDevice(logs, zone, formats);
}
