/** The configuration of a node with every collector on. */

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { COLUMNS } from './instruments.ts';
import type { Jobs } from './jobs.ts';

/** Where the configured things are. */
export interface BusyPlaces {
  readonly folder: string;
  readonly table: string;
  readonly daq: string;
  readonly jobs: Jobs;
  readonly kubeUrl: string;
  readonly brokerPort: number;
  readonly port: number;
  readonly recorder: string;
}

/** Writes it, and the small files that it names; returns its path. */
export function writeBusyConfiguration(places: BusyPlaces): string {
  const { folder, port, recorder } = places;
  const file = join(folder, 'flash.yaml');
  const agent = { listen: `127.0.0.1:${port}`, recorder, token: 'busy' };
  const collectors = collectorsOf(places);
  const home = join(folder, 'home');
  // JSON is YAML.
  writeFileSync(file, JSON.stringify({ node: 'busy', time_zone: 'UTC', home, agent, collectors }));
  return file;
}

function collectorsOf({ folder, table, daq, jobs, kubeUrl, brokerPort }: BusyPlaces): object {
  return {
    daq: { location: 'busy', roots: [daq], complete: { rule: 'rename' } },
    cryostat: { devices: [tableDevice(table)] },
    mqtt: { url: `mqtt://127.0.0.1:${brokerPort}`, topics: [{ topic: 'lab/{device}/{name}' }] },
    htcondor: { command: jobs.condorCommand, instance: 'schedd' },
    slurm: { programs: jobs.slurmPrograms, clusters: [{ instance: 'farm' }] },
    kubernetes: {
      cluster: 'cloud',
      namespaces: ['flash'],
      kubeconfig: writeKubeconfig(folder, kubeUrl),
    },
    storage: { volumes: [{ name: 'daq', path: folder, role: 'daq' }] },
    host: {},
    textfile: { directories: [writeProm(folder)] },
  };
}

function tableDevice(path: string): object {
  const columns = Array.from({ length: COLUMNS }, (_, n) => ({
    column: `t${n}`,
    name: `t${n}`,
    quantity: 'temperature',
    unit: 'K',
  }));
  const table = { time_columns: ['time'], time: { kind: 'iso' }, columns };
  return { name: 'busy', kind: 'table', path, table };
}

function writeKubeconfig(folder: string, server: string): string {
  const file = join(folder, 'kubeconfig');
  const config = {
    'current-context': 'busy',
    contexts: [{ name: 'busy', context: { cluster: 'c', user: 'u' } }],
    clusters: [{ name: 'c', cluster: { server } }],
    users: [{ name: 'u', user: {} }],
  };
  writeFileSync(file, JSON.stringify(config));
  return file;
}

function writeProm(folder: string): string {
  const prom = join(folder, 'prom');
  mkdirSync(prom);
  const text = '# TYPE room_celsius gauge\nroom_celsius{place="hall"} 21.5\n';
  writeFileSync(join(prom, 'room.prom'), text);
  return prom;
}
