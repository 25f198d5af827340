/** The hub's nightly backup: looks once a minute whether one is due, and runs `flash backup` in a process of its own. */

import { spawn } from 'node:child_process';
import type { Catalogue } from '#telemetry/catalogue/open.ts';
import { recordFailure, recordPlan } from '#telemetry/catalogue/backup/back-up.ts';
import {
  NO_BACKUP,
  readBackupRecord,
  readMadeAt,
  type BackupRecord,
} from '#telemetry/catalogue/backup/record.ts';
import { isDue, lastHour } from '#telemetry/catalogue/backup/schedule.ts';
import type { FlashConfig } from '#telemetry/config/schema.ts';
import type { Effects } from '#telemetry/effects.ts';
import { describeError } from '#telemetry/errors.ts';

const LOOK_MS = 60_000;
/** A backup that is told to end has removed what it wrote by then; a dead mount may hold it longer than we wait. */
const END_WITHIN_MS = 8_000;

/** Makes a backup and resolves with why there is none, null where it did; never rejects. */
export type RunBackup = (signal: AbortSignal) => Promise<string | null>;

export interface NightlyBackup {
  /** What was last known of backups. */
  readonly record: () => BackupRecord;
  /** When the catalogue was made, UTC ms; null: not known yet. */
  readonly madeAt: () => number | null;
  stop(): Promise<void>;
}

export interface NightlyOptions {
  readonly config: Pick<FlashConfig, 'backup' | 'time_zone'>;
  readonly effects: Effects;
  readonly catalogue: Pick<Catalogue, 'pools' | 'openAdministrator'>;
  /** Absent: none is made, whatever the configuration says. */
  readonly run: RunBackup | undefined;
  readonly lookMs?: number;
}

/** Starts to look; what the catalogue says of backups is read anew at each look. */
export function startNightlyBackup(options: NightlyOptions): NightlyBackup {
  const { config, effects, catalogue, run, lookMs = LOOK_MS } = options;
  const { clock, log } = effects;
  const connect = () => catalogue.openAdministrator();
  const hour = run === undefined ? null : config.backup.nightly_hour;
  const timeZone = config.time_zone;
  const stopping = new AbortController();
  let record = NO_BACKUP;
  let madeAt: number | null = null;
  /** Tries since an hour that was due. */
  let tries = { since: 0, count: 0 };
  let isPlanned = false;

  const look = async (): Promise<void> => {
    if (!isPlanned) {
      const backup = { ...config.backup, nightly_hour: hour };
      await recordPlan(connect, { backup, time_zone: timeZone });
      isPlanned = true;
    }
    record = await readBackupRecord(catalogue.pools.publisher);
    madeAt = await readMadeAt(catalogue.pools.publisher);
    if (hour === null || run === undefined) return;
    const now = clock.now();
    const since = lastHour(now, hour, timeZone);
    if (tries.since !== since) tries = { since, count: 0 };
    if (!isDue({ now, hour, timeZone, record, madeAt, tries: tries.count })) return;
    tries.count += 1;
    log.write('info', 'making the nightly backup', { attempt: tries.count });
    const failed = await run(stopping.signal);
    if (stopping.signal.aborted) return;
    if (failed === null) log.write('info', 'the nightly backup is made');
    else {
      log.write('error', `the nightly backup failed: ${failed}`);
      await recordFailure(connect, now, failed);
    }
    record = await readBackupRecord(catalogue.pools.publisher);
  };

  const looking = everySoOften(lookMs, look, (text) => {
    log.write('warn', `looking at backups failed: ${text}`);
  });
  return {
    record: () => record,
    madeAt: () => madeAt,
    async stop() {
      stopping.abort();
      await looking.stop();
    },
  };
}

/** Runs `work` now and at each interval, never two at once; an error is said once, not at each interval. */
function everySoOften(
  intervalMs: number,
  work: () => Promise<void>,
  onError: (text: string) => void,
): { readonly stop: () => Promise<void> } {
  let running: Promise<void> | null = null;
  let said = '';
  const attempt = async (): Promise<void> => {
    try {
      await work();
      said = '';
    } catch (error) {
      const text = describeError(error);
      if (text !== said) onError(text);
      said = text;
    }
    running = null;
  };
  const tick = (): void => {
    running ??= attempt();
  };
  tick();
  const timer = setInterval(tick, intervalMs);
  return {
    async stop() {
      clearInterval(timer);
      await running;
    },
  };
}

/**
 * Runs `flash backup --nightly` with the hub's own configuration. A process of its own: its memory and its processor are
 * not the hub's, and where the second place is a mount that hangs, it hangs there alone.
 */
export function backupInChild(
  entry: string,
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): RunBackup {
  return async (signal) => {
    const child = spawn(process.execPath, [entry, 'backup', '--nightly', ...args], {
      env,
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    const said: string[] = [];
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      said.push(text);
      if (said.length > 200) said.shift();
    });
    let killer: NodeJS.Timeout | undefined;
    const end = (): void => {
      child.kill('SIGTERM');
      killer = setTimeout(() => child.kill('SIGKILL'), END_WITHIN_MS);
    };
    signal.addEventListener('abort', end);
    try {
      return await new Promise<string | null>((resolve) => {
        child.on('error', (error) => resolve(`it cannot be started: ${error.message}`));
        child.on('close', (code, killed) => {
          if (code === 0) resolve(null);
          else resolve(killed === null ? lastWords(said.join('')) : `it was ended by ${killed}`);
        });
      });
    } finally {
      clearTimeout(killer);
      signal.removeEventListener('abort', end);
    }
  };
}

/** The sentence of the error among what it said: of several lines the first that says "cannot". */
function lastWords(text: string): string {
  const lines = text.trim().split('\n');
  const found = lines.find((line) => line.includes('cannot ')) ?? lines.at(-1) ?? '';
  return found.replace(/^\S+Z error backup: /, '') || 'it gave no reason';
}
