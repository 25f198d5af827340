/** Which steps an installation, an update or a removal takes on this machine; nothing is done here. */

import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import { copyStep, firstTextStep, folderStep, removeStep, textStep } from './file-steps.ts';
import type { Ground } from './file-steps.ts';
import { firstConfiguration } from './first-configuration.ts';
import type { NodeFacts } from './first-configuration.ts';
import { PLACES, UNIT_NAME, USER } from './places.ts';
import { nothingToDo } from './step.ts';
import type { Step } from './step.ts';
import { findUser, isOwnUser, hasSystemd, runStep, unitIs, userStep } from './system-steps.ts';
import { UNIT, WRAPPER } from './unit.ts';

export interface InstallOptions {
  readonly root: string;
  /** The one file and the Node that are installed. */
  readonly bundle: string;
  readonly node: string;
  readonly facts: NodeFacts;
  /** Whether the agent is started, and started with the machine. */
  readonly start: boolean;
}

/** Returns the steps of an installation or an update, in order. */
export function planInstall({ root, bundle, node, facts, start }: InstallOptions): Step[] {
  const ground: Ground = { root, owner: () => findUser(root) };
  const files = [
    copyStep(ground, node, PLACES.node, { mode: 0o755 }),
    copyStep(ground, bundle, PLACES.bundle, { mode: 0o644 }),
    textStep(ground, PLACES.wrapper, WRAPPER, { mode: 0o755 }),
    textStep(ground, PLACES.unit, UNIT, { mode: 0o644 }),
  ];
  return [
    userStep(root),
    folderStep(ground, PLACES.settings, { mode: 0o750, owner: 'group' }),
    folderStep(ground, PLACES.state, { mode: 0o750, owner: 'agent' }),
    ...files,
    firstTextStep(ground, PLACES.configuration, firstConfiguration(facts), {
      mode: 0o640,
      owner: 'group',
    }),
    ...systemdSteps(
      root,
      start,
      files.some(({ apply }) => apply !== null),
    ),
  ];
}

function systemdSteps(root: string, start: boolean, isChanged: boolean): Step[] {
  if (!hasSystemd(root)) return [nothingToDo('skip', 'systemctl', 'no systemd runs here')];
  const reload = isChanged ? [runStep(['systemctl', 'daemon-reload'])] : [];
  const isActive = unitIs('is-active');
  if (start && !(isActive && unitIs('is-enabled')))
    return [...reload, runStep(['systemctl', 'enable', '--now', UNIT_NAME])];
  if (isActive && isChanged)
    return [
      ...reload,
      runStep(['systemctl', 'restart', UNIT_NAME], 'it runs; the new one goes on'),
    ];
  return reload;
}

export interface UninstallOptions {
  readonly root: string;
  /** Whether configuration, token, spool and user go too. */
  readonly purge: boolean;
}

/** Returns the steps of a removal: the programs; with `purge` also what a person wrote and what was not delivered. */
export function planUninstall({ root, purge }: UninstallOptions): Step[] {
  const ground: Ground = { root, owner: () => null };
  const hasUnit = existsSync(join(root, PLACES.unit));
  const stop = hasUnit && hasSystemd(root);
  const user = root === '/' ? ['userdel', USER] : ['userdel', '--prefix', root, USER];
  return [
    ...(stop ? [runStep(['systemctl', 'disable', '--now', UNIT_NAME])] : []),
    removeStep(ground, PLACES.unit, { mark: true }),
    ...(stop ? [runStep(['systemctl', 'daemon-reload'])] : []),
    removeStep(ground, PLACES.wrapper, { mark: true }),
    removeStep(ground, PLACES.library),
    ...[PLACES.settings, PLACES.state].map((path) =>
      purge ? removeStep(ground, path) : kept(root, path),
    ),
    // A person may have that name: only the user that an installation makes is removed.
    ...(purge && isOwnUser(root) ? [runStep(user)] : []),
  ];
}

function kept(root: string, path: string): Step {
  const isThere = existsSync(join(root, path)) && readdirSync(join(root, path)).length > 0;
  return nothingToDo('keep', path, isThere ? 'remove it with --purge' : 'empty or not there');
}
