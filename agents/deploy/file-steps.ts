/** Steps that write folders and files below a root: whole or not at all, and nothing where it is so already. */

import {
  chmodSync,
  chownSync,
  copyFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';

import { FlashError } from '#telemetry/errors.ts';

import { MARK } from './places.ts';
import { nothingToDo } from './step.ts';
import type { Step } from './step.ts';

export interface Owner {
  readonly uid: number;
  readonly gid: number;
}

/** Where and for whom files are made. */
export interface Ground {
  /** `/`, or the folder of an image. */
  readonly root: string;
  /** The agent's user; asked when a step is done, since an earlier one may make it. Null: owners are left alone. */
  readonly owner: () => Owner | null;
}

export interface Mode {
  readonly mode: number;
  /** `agent`: the agent owns it; `group`: root owns it, and the agent may read it. Absent: as made. */
  readonly owner?: 'agent' | 'group';
}

/** A folder; its mode and owner are set also where it exists. */
export function folderStep(ground: Ground, path: string, mode: Mode): Step {
  const target = join(ground.root, path);
  const isThere = existsSync(target);
  if (isThere && hasMode(ground, target, mode)) return nothingToDo('make', path, 'there already');
  return {
    verb: isThere ? 'set' : 'make',
    subject: path,
    note: describeMode(mode),
    apply() {
      mkdirSync(target, { recursive: true });
      setMode(ground, target, mode);
    },
  };
}

/** A file that the installer owns: written again where its text differs; one that it did not write is refused. */
export function textStep(ground: Ground, path: string, text: string, mode: Mode): Step {
  const target = join(ground.root, path);
  const before = existsSync(target) ? readFileSync(target, 'utf8') : null;
  if (before === text) return nothingToDo('write', path, 'as it should be');
  if (before !== null && !before.includes(MARK)) throw notOurs(path);
  return {
    verb: 'write',
    subject: path,
    note: before === null ? describeMode(mode) : 'changed',
    apply: () => appear(ground, target, mode, (temporary) => writeFileSync(temporary, text)),
  };
}

/** A file that a person owns once it is there. */
export function firstTextStep(ground: Ground, path: string, text: string, mode: Mode): Step {
  const target = join(ground.root, path);
  if (existsSync(target)) return nothingToDo('keep', path, 'yours; left as it is');
  return {
    verb: 'write',
    subject: path,
    note: describeMode(mode),
    apply: () => appear(ground, target, mode, (temporary) => writeFileSync(temporary, text)),
  };
}

/** A copy of a file, made again where the bytes differ. */
export function copyStep(ground: Ground, from: string, path: string, mode: Mode): Step {
  const target = join(ground.root, path);
  const note = `from ${from}`;
  if (isSameFile(from, target)) return nothingToDo('copy', path, 'as it should be');
  return {
    verb: 'copy',
    subject: path,
    note,
    apply: () => appear(ground, target, mode, (temporary) => copyFileSync(from, temporary)),
  };
}

/** What the installer wrote goes; what is not there is said. */
export function removeStep(ground: Ground, path: string, options: { mark?: boolean } = {}): Step {
  const target = join(ground.root, path);
  if (lstatSync(target, { throwIfNoEntry: false }) === undefined)
    return nothingToDo('remove', path, 'not there');
  if (options.mark === true && !readFileSync(target, 'utf8').includes(MARK)) throw notOurs(path);
  return {
    verb: 'remove',
    subject: path,
    note: '',
    apply: () => rmSync(target, { recursive: true }),
  };
}

/** Written beside its place and renamed, so that a running agent or a cut installation never sees half a file. */
function appear(ground: Ground, target: string, mode: Mode, write: (path: string) => void): void {
  mkdirSync(dirname(target), { recursive: true });
  const temporary = `${target}.new`;
  try {
    write(temporary);
    setMode(ground, temporary, mode);
    renameSync(temporary, target);
  } finally {
    rmSync(temporary, { force: true });
  }
}

function setMode(ground: Ground, target: string, { mode, owner }: Mode): void {
  chmodSync(target, mode);
  const agent = owner === undefined ? null : ground.owner();
  if (agent === null) return;
  chownSync(target, owner === 'agent' ? agent.uid : 0, agent.gid);
}

/** Whether setting would change nothing. */
function hasMode(ground: Ground, target: string, { mode, owner }: Mode): boolean {
  const found = statSync(target);
  const agent = owner === undefined ? null : ground.owner();
  const isOwned =
    agent === null ||
    (found.gid === agent.gid && found.uid === (owner === 'agent' ? agent.uid : 0));
  return isOwned && (found.mode & 0o7777) === mode;
}

function describeMode({ mode, owner }: Mode): string {
  const who = owner === 'agent' ? ', owned by the agent' : '';
  return `mode ${mode.toString(8).padStart(4, '0')}${who}`;
}

function isSameFile(from: string, target: string): boolean {
  const there = statSync(target, { throwIfNoEntry: false });
  if (there === undefined || there.size !== statSync(from).size) return false;
  return readFileSync(from).equals(readFileSync(target));
}

function notOurs(path: string): FlashError {
  return new FlashError({
    operation: 'install the agent',
    subject: path,
    reason: 'there is a file that this installer did not write',
    hint: 'move it away, and run the same command again',
  });
}
