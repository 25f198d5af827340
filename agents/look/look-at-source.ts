/** Looks whether one source of a collector is there: small, bounded in time, changing nothing. */

import { accessSync, constants } from 'node:fs';
import { join, resolve } from 'node:path';

import type { CheckResult } from '#telemetry/check.ts';
import { describeError, errorCode } from '#telemetry/errors.ts';

import type { SourceHint } from '../source-hint.ts';
import type { Disk } from '../sources/disk.ts';
import { openDisk } from '../sources/open-disk.ts';

export interface LookOptions {
  /** A disk or an address that gives no answer for so long counts as missing. Default 5 s. */
  readonly timeoutMs?: number;
  /** Folders of programs, as in `PATH`; default: this process's. */
  readonly path?: string | undefined;
  /** The text of `/proc/self/mountinfo`: which disks a child reads, since they may hang. */
  readonly readMounts?: () => string | null;
}

type PathHint = Extract<SourceHint, { readonly path: string }>;

/** Never throws: what cannot be looked at is `failed`, with what to do. */
export async function lookAtSource(
  hint: SourceHint,
  options: LookOptions = {},
): Promise<CheckResult> {
  switch (hint.kind) {
    case 'program':
      return findProgram(hint.program, options.path ?? process.env['PATH'] ?? '');
    case 'address':
      return await knock(hint.url, options.timeoutMs ?? TIMEOUT_MS);
    default:
      return await lookAtPath(hint, options);
  }
}

const TIMEOUT_MS = 5_000;

async function lookAtPath(hint: PathHint, options: LookOptions): Promise<CheckResult> {
  const { timeoutMs: stallMs = TIMEOUT_MS, readMounts } = options;
  const path = resolve(hint.path);
  const mounts = readMounts === undefined ? {} : { readMounts };
  // As the collectors do: where a mount may hang, a child looks.
  const disk = openDisk({ path, isolation: 'auto', stallMs, ...mounts });
  try {
    return await readABit(disk, path, hint.kind);
  } catch (thrown) {
    return { state: 'failed', ...explainPath(thrown, path) };
  } finally {
    disk.close();
  }
}

/** A directory is listed, of a file one byte is read: that it stands there says nothing of the right to read it. */
async function readABit(disk: Disk, path: string, wanted: PathHint['kind']): Promise<CheckResult> {
  const { kind, size } = await disk.stat(path);
  if (kind === 'directory' && wanted !== 'file') {
    const { length } = await disk.list(path);
    if (length > 0) return { state: 'good', found: `${path}: ${count(length, 'name')} in it` };
    const mend = 'if something should be in it: is its disk mounted?';
    return { state: 'attention', found: `${path} is empty`, mend };
  }
  if (kind === 'file' && wanted !== 'directory') {
    await disk.head(path, 1);
    return { state: 'good', found: size === 0 ? path : `${path}: ${count(size, 'byte')}` };
  }
  const expected = wanted === 'path' ? 'a file or a directory' : `a ${wanted}`;
  const is = kind === 'other' ? 'something else' : `a ${kind}`;
  const mend = `name ${expected} in flash.yaml`;
  return { state: 'failed', found: `${path} is ${is}, not ${expected}`, mend };
}

function explainPath(thrown: unknown, path: string): Omit<CheckResult, 'state'> {
  switch (errorCode(thrown)) {
    case 'ENOENT':
    case 'ENOTDIR':
      return {
        found: `${path} does not exist`,
        mend: 'mount its disk or start what writes it, or mend the path in flash.yaml',
      };
    case 'EACCES':
    case 'EPERM':
      return {
        found: `${path} may not be read by this user`,
        mend: `let the user of the agent read it and enter the folders above it: namei -l ${path}`,
      };
    case 'ESTALE':
      return { found: `${path}: its mount is stale`, mend: 'unmount it and mount it again' };
    default:
      return {
        found: `${path}: ${describeError(thrown)}`,
        mend: `look at its mount by hand: timeout 5 ls ${path}`,
      };
  }
}

function findProgram(program: string, path: string): CheckResult {
  const places = program.includes('/')
    ? [program]
    : path.split(':').flatMap((folder) => (folder === '' ? [] : [join(folder, program)]));
  const found = places.find(isExecutable);
  if (found !== undefined) return { state: 'good', found };
  const why = program.includes('/') ? 'is no program that this user may run' : 'is not in PATH';
  const mend = 'install it, or say in flash.yaml where it is';
  return { state: 'failed', found: `${program} ${why}`, mend };
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

const PORTS: Readonly<Record<string, number>> = {
  'http:': 80,
  'https:': 443,
  'mqtt:': 1_883,
  'mqtts:': 8_883,
};

/** Whether something takes a connection there; nothing is sent. */
async function knock(url: string, timeoutMs: number): Promise<CheckResult> {
  const { protocol, hostname, port } = new URL(url);
  const host = hostname.replace(/^\[|\]$/g, '');
  const number = port === '' ? (PORTS[protocol] ?? 443) : Number(port);
  const where = `${hostname}:${String(number)}`;
  const why = await connectTo(host, number, timeoutMs);
  if (why === null) return { state: 'good', found: `${where} takes connections` };
  const mend = 'is it running, is the address right, does a firewall stand between?';
  return { state: 'failed', found: `${where} does not answer: ${why}`, mend };
}

/** Null where the connection came about, else why it did not. */
export function connectTo(host: string, port: number, timeoutMs: number): Promise<string | null> {
  const { connect } = process.getBuiltinModule('node:net');
  return new Promise((done) => {
    const socket = connect({ host, port });
    const end = (why: string | null): void => {
      clearTimeout(timer);
      socket.destroy();
      done(why);
    };
    const timer = setTimeout(() => {
      end(`nothing within ${String(timeoutMs / 1_000)} s`);
    }, timeoutMs);
    socket.once('connect', () => {
      end(null);
    });
    socket.once('error', (thrown) => {
      end(errorCode(thrown) ?? thrown.message);
    });
  });
}

function count(n: number, noun: string): string {
  return `${String(n)} ${noun}${n === 1 ? '' : 's'}`;
}
