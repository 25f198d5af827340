/** Steps that ask the system's own programs: the agent's user, and systemd. */

import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { FlashError } from '#telemetry/errors.ts';

import type { Owner } from './file-steps.ts';
import { PLACES, UNIT_NAME, USER } from './places.ts';
import { nothingToDo } from './step.ts';
import type { Step } from './step.ts';

/** Returns the agent's user as `/etc/passwd` below the root knows it, or null. */
export function findUser(root: string): Owner | null {
  const [, , uid, gid] = readUser(root);
  return uid === undefined || gid === undefined ? null : { uid: Number(uid), gid: Number(gid) };
}

/** Whether the user is the one that an installation makes: it lives where the agent's state is, and has no shell. */
export function isOwnUser(root: string): boolean {
  const [, , , , , home, shell] = readUser(root);
  return home === PLACES.state && /\/(?:nologin|false)$/.test(shell ?? '');
}

/** The fields of its line; none where there is none. */
function readUser(root: string): readonly string[] {
  const file = join(root, 'etc', 'passwd');
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8').split('\n');
  return lines.find((text) => text.startsWith(`${USER}:`))?.split(':') ?? [];
}

/** The user that the agent runs as: no password, no shell. */
export function userStep(root: string): Step {
  const subject = `user ${USER}`;
  if (findUser(root) !== null) return nothingToDo('make', subject, 'there already');
  if (!existsSync(join(root, 'etc', 'passwd')))
    return nothingToDo('skip', subject, `${root} has no /etc/passwd; make it there`);
  const words = ['--system', '--user-group', '--no-create-home'];
  const home = ['--home-dir', PLACES.state, '--shell', '/usr/sbin/nologin'];
  const prefix = root === '/' ? [] : ['--prefix', root];
  return runStep(['useradd', ...words, ...home, ...prefix, USER]);
}

/** Whether systemd runs this machine, so that units can be started. */
export function hasSystemd(root: string): boolean {
  return root === '/' && existsSync('/run/systemd/system');
}

/** Whether systemd says that the unit is so: `is-active`, `is-enabled`. */
export function unitIs(question: 'is-active' | 'is-enabled'): boolean {
  return spawnSync('systemctl', ['--quiet', question, UNIT_NAME]).status === 0;
}

/** A program that is run when the steps are done; its failure ends the installation with its words. */
export function runStep(command: readonly string[], note = ''): Step {
  const [program = '', ...words] = command;
  return {
    verb: 'run',
    subject: command.join(' '),
    note,
    apply() {
      const ran = spawnSync(program, words, { encoding: 'utf8' });
      if (ran.status === 0) return;
      throw new FlashError({
        operation: 'run',
        subject: command.join(' '),
        reason: ran.error?.message ?? (ran.stderr.trim() || `it ended with ${String(ran.status)}`),
        hint: 'mend what it says and run the installation again; what is done already stays done',
      });
    },
  };
}
