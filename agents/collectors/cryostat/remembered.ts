/** What the collector keeps of a device in the cursor, as text. */

import type { JoinState } from '#agents/formats/bluefors-join.ts';
import type { ChannelStates } from './channel-states.ts';
import type { LogPosition } from './log-file.ts';

/** The join's memory and the channels' last values. */
export interface RememberedDevice {
  readonly join: JoinState;
  readonly channels: ReturnType<ChannelStates['keep']>;
}

/** Version of these texts; another one counts as nothing remembered, and the logs are read again. */
const VERSION = 2;

/** Keys in the cursor. */
export const fileKey = (device: string, key: string): string => `file:${device}/${key}`;
export const folderKey = (device: string, folder: string): string => `folder:${device}/${folder}`;
export const deviceKey = (device: string): string => `device:${device}`;

/** Writes any of these for the cursor. */
export function remember(value: LogPosition | RememberedDevice): string {
  return JSON.stringify({ version: VERSION, value });
}

function recall(text: string | undefined, field: string): unknown {
  if (text === undefined || text === '') return null;
  try {
    const found: unknown = JSON.parse(text);
    if (typeof found !== 'object' || found === null) return null;
    if (!('version' in found) || found.version !== VERSION || !('value' in found)) return null;
    const { value } = found;
    return typeof value === 'object' && value !== null && field in value ? value : null;
  } catch {
    return null;
  }
}

/** Reads a file's position, null where there is none. */
export function recallPosition(text: string | undefined): LogPosition | null {
  return recall(text, 'tail') as LogPosition | null;
}

/** Reads a device's memory, null where there is none. */
export function recallDevice(text: string | undefined): RememberedDevice | null {
  return recall(text, 'join') as RememberedDevice | null;
}
