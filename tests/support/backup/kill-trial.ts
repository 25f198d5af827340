/** Backups and restores that are killed at random moments: there is a whole one or none, and the next one always works. */

import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { listBackups } from '#telemetry/catalogue/backup/list.ts';
import { verifyBackup } from '#telemetry/catalogue/backup/verify.ts';
import { createRecorder } from '#telemetry/recorder/recorder.ts';
import { startTestCatalogue } from '../catalogue.ts';
import { createSender, fileFact, T0 } from '../facts.ts';
import { createRandom } from '../living/random.ts';
import { runFlash, writeConfig } from './command.ts';

const FLASH = resolve(import.meta.dirname, '..', '..', '..', 'flash.ts');
const NODE = 'test-node';
/** A backup of the trial's catalogue takes about this long, start of the process included, ms. */
const LONGEST_MS = 2_500;

export interface BackupTrial {
  readonly kills: number;
  readonly whole: number;
  readonly damaged: number;
}

/** Kills so many backups; throws where the one after them fails. */
export async function runBackupTrial(options: {
  readonly seed: number;
  readonly rounds: number;
}): Promise<BackupTrial> {
  const random = createRandom(options.seed);
  const out = mkdtempSync(join(tmpdir(), 'flash-backup-trial-'));
  try {
    await using source = await startTestCatalogue();
    const recorder = createRecorder({ pool: source.pools.recorder });
    const files = Array.from({ length: 2_000 }, (_, n) =>
      fileFact({ name: `quax_${String(n)}.dat`, takenAt: T0 + n * 2_190 }),
    );
    await recorder.record(createSender().batch(files));
    await recorder.close();
    writeConfig(source.home);
    let kills = 0;
    for (let round = 0; round < options.rounds; round += 1) {
      if (await killBackup(source.home, out, random.below(LONGEST_MS))) kills += 1;
    }
    const last = await runFlash(source.home, ['backup', '--out', out]);
    if (last.code !== 0) throw new Error(`the backup after the kills failed: ${last.stderr}`);
    const whole = await listBackups(out, NODE);
    let damaged = 0;
    for (const { name } of whole) {
      await verifyBackup(join(out, name), {}).catch(() => (damaged += 1));
    }
    return { kills, whole: whole.length, damaged };
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}

/** True where the process was still at it. */
async function killBackup(home: string, out: string, afterMs: number): Promise<boolean> {
  const args = [FLASH, 'backup', '--out', out, '--config', join(home, 'flash.yaml')];
  const child = spawn(process.execPath, args, {
    env: { ...process.env, FLASH_HOME: home },
    stdio: 'ignore',
  });
  const ended = new Promise<void>((end) => child.once('exit', () => end()));
  await Promise.race([sleep(afterMs), ended]);
  const wasRunning = child.exitCode === null && child.kill('SIGKILL');
  await ended;
  return wasRunning;
}
