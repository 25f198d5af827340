/** A source directory that is unmounted, emptied, closed and renamed while files come: at the end every file is in the catalogue, once, and present. */

import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import type { Fact } from '#telemetry/facts/index.ts';

import { CAMPAIGN, startDaq } from '../agents/collectors/daq-harness.ts';
import type { Harness } from '../agents/collectors/daq-harness.ts';
import { startTestRecorder } from '../telemetry/recorder/setup.ts';
import { createSender } from './facts.ts';
import { createRandom } from './living/random.ts';
import type { Random } from './living/random.ts';

const OLD_MS = 3_600_000;
const RUNS = ['run 1', 'run 2', 'run 3'];

/** What is done to the disk; returns what undoes it. */
type Fault = (daq: Harness, random: Random) => () => void;

const FAULTS: Readonly<Record<string, Fault>> = {
  unmounted(daq) {
    const away = `${daq.root}-away`;
    renameSync(daq.root, away);
    return () => renameSync(away, daq.root);
  },
  emptyMountPoint(daq) {
    const away = `${daq.root}-away`;
    renameSync(daq.root, away);
    mkdirSync(daq.root);
    return () => {
      rmSync(daq.root, { recursive: true });
      renameSync(away, daq.root);
    };
  },
  permissionTaken(daq, random) {
    const folder = join(daq.root, CAMPAIGN, random.pick(RUNS));
    if (!existsSync(folder)) return () => undefined;
    chmodSync(folder, 0);
    return () => chmodSync(folder, 0o755);
  },
  renamed(daq, random) {
    const folder = join(daq.root, CAMPAIGN, random.pick(RUNS));
    if (!existsSync(folder)) return () => undefined;
    renameSync(folder, `${folder} bis`);
    return () => renameSync(`${folder} bis`, folder);
  },
};

/** Counts of the trial: faults by kind, and files that are missing, there twice, or said to be gone though they are there. */
export async function runSourceTrial({
  seed,
  rounds,
}: {
  readonly seed: number;
  readonly rounds: number;
}): Promise<Readonly<Record<string, number>> & { lost: number; doubled: number; wrong: number }> {
  await using setup = await startTestRecorder();
  using daq = await startDaq();
  chmodSync(join(daq.root, '..'), 0o755);
  const random = createRandom(seed);
  const sender = createSender('lnf-daq', 'daq');
  const faults: Record<string, number> = {};
  let written = 0;
  const write = (): void => {
    for (let n = 1 + random.below(4); n > 0; n -= 1) {
      written += 1;
      daq.write(`${random.pick(RUNS)}/f${String(written)}.dat`, `file ${String(written)}`, OLD_MS);
    }
  };
  const look = async (): Promise<void> => {
    for (let turn = 0; turn < 3; turn += 1) {
      daq.pass(6_000);
      const facts = await asNobody(() => gather(daq));
      if (facts.length === 0) continue;
      const { body } = await setup.recorder.record(sender.batch(facts));
      assert.ok('refused' in body && body.refused.length === 0, JSON.stringify(body));
    }
  };
  for (let round = 0; round < rounds; round += 1) {
    write();
    await look();
    const name = random.pick(Object.keys(FAULTS));
    faults[name] = (faults[name] ?? 0) + 1;
    const undo = FAULTS[name]?.(daq, random);
    await look();
    if (random.below(4) === 0) daq.restart();
    undo?.();
    daq.pass(70_000);
    await look();
  }
  await daq.stop();
  const rows = await setup.query(
    `SELECT f.name, p.state FROM replica p JOIN file f ON f.id = p.file_id JOIN run r ON r.id = f.run_id
     WHERE r.path NOT LIKE '% bis'`,
  );
  const names = rows.map(({ name }) => String(name));
  const there = new Set(
    RUNS.map((run) => join(daq.root, CAMPAIGN, run))
      .filter(existsSync)
      .flatMap((folder) => readdirSync(folder)),
  );
  const lost = [...there].filter((name) => !names.includes(name)).length;
  const wrong = rows.filter(({ state }) => state !== 'present').length;
  return { files: written, ...faults, lost, doubled: names.length - new Set(names).size, wrong };
}

/** The facts of rounds until nothing more waits, or until one fails because the root is away. */
async function gather(daq: Harness): Promise<Fact[]> {
  const facts: Fact[] = [];
  for (;;) {
    const round = await daq.round().catch(() => null);
    facts.push(...(round?.facts ?? []));
    if (round?.more !== true) return facts;
  }
}

/** Does the work without root's rights, to whom every file is readable. */
async function asNobody<Result>(work: () => Promise<Result>): Promise<Result> {
  const isRoot = process.geteuid?.() === 0;
  if (isRoot) process.seteuid?.('nobody');
  try {
    return await work();
  } finally {
    if (isRoot) process.seteuid?.(0);
  }
}
