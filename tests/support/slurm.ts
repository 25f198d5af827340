/** A real Slurm of one node for tests: munged, slurmdbd on a throwaway MariaDB, slurmctld and slurmd, all in a temporary folder. */

import { randomBytes } from 'node:crypto';
import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

import type { TestCatalogue } from './catalogue.ts';
import { freePorts } from './living/free-port.ts';
import { needsProgram, programPath } from './needs-program.ts';
import { waitUntil } from './wait-until.ts';

export interface TestSlurm extends AsyncDisposable {
  /** Settings of the collector `slurm` that reach this cluster. */
  readonly settings: {
    readonly programs: string;
    readonly environment: Readonly<Record<string, string>>;
    readonly config: string;
  };
  /** Runs one of Slurm's programs; returns what it wrote. @throws where it fails. */
  readonly run: (program: string, ...words: readonly string[]) => string;
  /** Submits a script; returns the job's number. */
  readonly submit: (script: string, ...options: readonly string[]) => string;
}

/** Why Slurm cannot be started here; false: it can. On CI a missing program is a failure. */
export function needsSlurm(): { skip: string | false } {
  const found = needsProgram('FLASH_SLURMCTLD', 'FLASH_MUNGED');
  if (found.skip !== false) return found;
  return { skip: process.getuid?.() === 0 ? false : 'slurmd starts jobs as root only' };
}

/** Where the packages were unpacked, or the system's root. */
function rootFolder(): string {
  return resolve(dirname(programPath('FLASH_SLURMCTLD') ?? '/usr/sbin/x'), '..', '..');
}

/** Slurm tells its daemons apart by their names, which Debian gives by links that unpacking does not make. */
function linkDaemons(root: string, folder: string): string {
  const daemons = join(folder, 'daemons');
  mkdirSync(daemons);
  for (const name of ['slurmctld', 'slurmd', 'slurmstepd'])
    symlinkSync(join(root, 'usr', 'sbin', `${name}-wlm`), join(daemons, name));
  symlinkSync(join(root, 'usr', 'sbin', 'slurmdbd'), join(daemons, 'slurmdbd'));
  symlinkSync(join(root, 'usr', 'sbin', 'munged'), join(daemons, 'munged'));
  return daemons;
}

/** The folder of libraries that holds Slurm's own. */
function libraries(root: string): string {
  const lib = join(root, 'usr', 'lib');
  const own = readdirSync(lib).find((name) => /-linux-gnu/.test(name));
  return join(lib, own ?? '');
}

interface Plan {
  readonly folder: string;
  readonly plugins: string;
  readonly ports: { readonly control: number; readonly node: number; readonly accounting: number };
}

function writeConfiguration({ folder, plugins, ports }: Plan, password: string): void {
  for (const name of ['state', 'spool', 'munge']) mkdirSync(join(folder, name), { mode: 0o700 });
  writeFileSync(join(folder, 'munge', 'key'), randomBytes(1024), { mode: 0o400 });
  const common = ['AuthType=auth/munge', 'SlurmUser=root', `PluginDir=${plugins}`];
  const accounting = [
    ...common,
    `AuthInfo=socket=${folder}/munge/socket`,
    'DbdHost=localhost',
    'DbdAddr=127.0.0.1',
    `DbdPort=${String(ports.accounting)}`,
    'StorageType=accounting_storage/mysql',
    'StorageHost=localhost',
    'StorageUser=slurm_test',
    `StoragePass=${password}`,
    'StorageLoc=slurm_test',
    `LogFile=${folder}/slurmdbd.log`,
    `PidFile=${folder}/slurmdbd.pid`,
  ];
  writeFileSync(join(folder, 'slurmdbd.conf'), `${accounting.join('\n')}\n`, { mode: 0o600 });
  const control = [
    ...common,
    'ClusterName=test',
    'SlurmctldHost=localhost(127.0.0.1)',
    'SlurmdUser=root',
    `SlurmctldPort=${String(ports.control)}`,
    `SlurmdPort=${String(ports.node)}`,
    `AuthInfo=socket=${folder}/munge/socket`,
    'CredType=cred/munge',
    `StateSaveLocation=${folder}/state`,
    `SlurmdSpoolDir=${folder}/spool`,
    `SlurmctldPidFile=${folder}/slurmctld.pid`,
    `SlurmdPidFile=${folder}/slurmd.pid`,
    `SlurmctldLogFile=${folder}/slurmctld.log`,
    `SlurmdLogFile=${folder}/slurmd.log`,
    'ProctrackType=proctrack/pgid',
    'TaskPlugin=task/none',
    'MpiDefault=none',
    'ReturnToService=2',
    'SelectType=select/cons_tres',
    'SelectTypeParameters=CR_Core',
    'SchedulerParameters=bf_interval=1',
    'KillWait=1',
    'MinJobAge=300',
    'SlurmdParameters=config_overrides',
    'AccountingStorageType=accounting_storage/slurmdbd',
    'AccountingStorageHost=localhost',
    `AccountingStoragePort=${String(ports.accounting)}`,
    `AccountingStoragePass=${folder}/munge/socket`,
    'AccountingStoreFlags=job_comment',
    'JobAcctGatherType=jobacct_gather/linux',
    'JobAcctGatherFrequency=1',
    'NodeName=localhost NodeAddr=127.0.0.1 CPUs=4 RealMemory=500 State=UNKNOWN',
    'PartitionName=main Nodes=localhost Default=YES MaxTime=INFINITE State=UP',
  ];
  writeFileSync(join(folder, 'slurm.conf'), `${control.join('\n')}\n`);
}

/** Starts it on the server of a test catalogue, in a database of its own; some seconds. The caller checks `needsSlurm` first. */
export async function startSlurm({ administrator }: TestCatalogue): Promise<TestSlurm> {
  const root = rootFolder();
  const folder = mkdtempSync(join(tmpdir(), 'flash-slurm-'));
  const password = randomBytes(12).toString('hex');
  await administrator.query('CREATE DATABASE slurm_test');
  await administrator.query(`CREATE USER slurm_test@localhost IDENTIFIED BY '${password}'`);
  await administrator.query('GRANT ALL ON slurm_test.* TO slurm_test@localhost');
  const [row] = await administrator.query<{ socket: string }[]>('SELECT @@socket AS socket');
  const [control = 0, node = 0, accounting = 0] = await freePorts(3);
  const lib = libraries(root);
  const plugins = join(lib, 'slurm-wlm');
  writeConfiguration({ folder, plugins, ports: { control, node, accounting } }, password);
  const daemons = linkDaemons(root, folder);
  const environment = { LD_LIBRARY_PATH: `${lib}:${plugins}` };
  const config = join(folder, 'slurm.conf');
  const env = {
    ...process.env,
    ...environment,
    SLURM_CONF: config,
    MYSQL_UNIX_PORT: row?.socket ?? '',
  };
  const programs = join(root, 'usr', 'bin');
  const run = (program: string, ...words: readonly string[]): string => {
    const done = spawnSync(join(programs, program), words, {
      env,
      encoding: 'utf8',
      timeout: 10_000,
    });
    if (done.status === 0) return done.stdout;
    throw new Error(`${program} ${words.join(' ')}: ${done.stderr} ${String(done.error ?? '')}`);
  };
  const children: ChildProcess[] = [];
  const start = (name: string, ...words: readonly string[]): void => {
    // A test that is killed leaves no daemon behind.
    const command = ['--pdeathsig', 'TERM', join(daemons, name), ...words];
    children.push(spawn('setpriv', command, { env, cwd: folder, stdio: 'ignore' }));
  };
  const answers =
    (program: string, pattern: RegExp, ...words: readonly string[]) =>
    (): boolean => {
      try {
        return pattern.test(run(program, ...words));
      } catch {
        return false;
      }
    };

  async function stop(): Promise<void> {
    if (answers('scancel', /^/, '--user=root')())
      await waitUntil('jobs to end', answers('squeue', /^$/, '--noheader'), 8_000).catch(
        () => undefined,
      );
    for (const child of children.toReversed()) await end(child);
    rmSync(folder, { recursive: true, force: true });
  }

  try {
    const munge = (name: string): string => join(folder, 'munge', name);
    start(
      'munged',
      '--foreground',
      '--force',
      `--socket=${munge('socket')}`,
      `--key-file=${munge('key')}`,
      `--log-file=${munge('log')}`,
      `--pid-file=${munge('pid')}`,
      `--seed-file=${munge('seed')}`,
    );
    start('slurmdbd', '-D');
    await waitUntil('the accounting', answers('sacct', /^/));
    start('slurmctld', '-D', '-i');
    start('slurmd', '-D', '-N', 'localhost', '-d', join(daemons, 'slurmstepd'));
    await waitUntil('an idle node', answers('sinfo', /^idle$/m, '--noheader', '--format=%T'));
  } catch (error) {
    const logs = ['slurmdbd.log', 'slurmctld.log', 'slurmd.log'].map((name) =>
      tail(join(folder, name)),
    );
    await stop();
    throw new Error(`Slurm did not start: ${logs.join('\n')}`, { cause: error });
  }
  return {
    settings: { programs, environment, config },
    run,
    submit(script, ...options) {
      const words = ['--parsable', '--output=/dev/null', `--chdir=${folder}`, ...options];
      return run('sbatch', ...words, `--wrap=${script}`).trim();
    },
    [Symbol.asyncDispose]: stop,
  };
}

/** Asks a daemon to end, and kills one that does not. */
async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  await new Promise<void>((done) => {
    const timer = setTimeout(() => child.kill('SIGKILL'), 3_000);
    child.once('exit', () => {
      clearTimeout(timer);
      done();
    });
    child.kill('SIGTERM');
  });
}

function tail(file: string): string {
  try {
    return readFileSync(file, 'utf8').split('\n').slice(-4).join('\n');
  } catch {
    return `${file} was not written`;
  }
}
