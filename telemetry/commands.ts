/** The commands of the library's layer: they read the catalogue, give out tokens, and ask every layer how it is. */

import type { CommandEntry } from './command.ts';

export const commands: readonly CommandEntry[] = [
  {
    name: 'run list',
    summary: 'the runs of the catalogue',
    load: async () => (await import('./commands/run-list.ts')).command,
  },
  {
    name: 'run show',
    summary: 'one run: steps, key channels, copies',
    load: async () => (await import('./commands/run-show.ts')).command,
  },
  {
    name: 'run merge',
    summary: 'two runs that are one become one',
    load: async () => (await import('./commands/run-merge.ts')).command,
  },
  {
    name: 'campaign rename',
    summary: 'another name for a campaign; old links lead on',
    load: async () => (await import('./commands/campaign-rename.ts')).command,
  },
  {
    name: 'files',
    summary: 'the files of a run as CSV, JSON or Parquet',
    load: async () => (await import('./commands/files.ts')).command,
  },
  {
    name: 'channels',
    summary: 'the channels of slow control with unit, count, first and last time',
    load: async () => (await import('./commands/channels.ts')).command,
  },
  {
    name: 'readings',
    summary: 'the readings of a channel as CSV, JSON or Parquet',
    load: async () => (await import('./commands/readings.ts')).command,
  },
  {
    name: 'token add',
    summary: "a new token for a node's agent",
    load: async () => (await import('./commands/token-add.ts')).command,
  },
  {
    name: 'token list',
    summary: 'the tokens of agents',
    load: async () => (await import('./commands/token-list.ts')).command,
  },
  {
    name: 'token revoke',
    summary: 'make the tokens of a node invalid',
    load: async () => (await import('./commands/token-revoke.ts')).command,
  },
  {
    name: 'backup',
    summary: 'the whole catalogue as files with checksums, while it is used',
    load: async () => (await import('./commands/backup.ts')).command,
  },
  {
    name: 'restore',
    summary: 'an empty catalogue becomes what a backup says',
    load: async () => (await import('./commands/restore.ts')).command,
  },
  {
    name: 'contacts',
    summary: 'whom to call, by role, with the numbers of the configuration',
    load: async () => (await import('./commands/contacts.ts')).command,
  },
  {
    name: 'doctor',
    summary:
      'check configuration, catalogue, clocks, disk, permissions, ports, and say how to mend each',
    load: async () => (await import('./commands/doctor.ts')).command,
  },
];
