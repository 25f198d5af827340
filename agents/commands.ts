/** The commands of the agents' layer. */

import type { CommandEntry } from '#telemetry/command.ts';

export const agentEntry: CommandEntry = {
  name: 'agent',
  summary: "this node's agent: collectors, spool, delivery, /metrics",
  load: async () => (await import('./commands/agent.ts')).command,
};

export const commands: readonly CommandEntry[] = [
  agentEntry,
  {
    name: 'agent install',
    summary: 'put the agent onto this machine as a service, or take it away',
    load: async () => (await import('./commands/agent-install.ts')).command,
  },
  {
    name: 'collect',
    summary: 'one round of the collectors, printed; nothing is stored',
    load: async () => (await import('./commands/collect.ts')).command,
  },
  {
    name: 'import runlog',
    summary: 'the existing run catalogue, from CSV or a table of MariaDB',
    load: async () => (await import('./commands/import-runlog.ts')).command,
  },
  {
    name: 'import cryostat',
    summary: 'history of slow control from log files',
    load: async () => (await import('./commands/import-cryostat.ts')).command,
  },
  {
    name: 'import htcondor',
    summary: "HTCondor's jobs from dumps, histories and logs of events",
    load: async () => (await import('./commands/import-htcondor.ts')).command,
  },
  {
    name: 'import elog',
    summary: 'entries of PSI ELOG logbooks, with their threads and attachments',
    load: async () => (await import('./commands/import-elog.ts')).command,
  },
  {
    name: 'import cuts',
    summary: 'lists of bad times that others keep, as intervals of quality',
    load: async () => (await import('./commands/import-cuts.ts')).command,
  },
  {
    name: 'demo simulate',
    summary: "the demo's instruments: history, then live; --event makes something happen",
    load: async () => (await import('./commands/demo-simulate.ts')).command,
  },
  {
    name: 'demo reset',
    summary: 'remove everything the demo wrote',
    load: async () => (await import('./commands/demo-reset.ts')).command,
  },
];
