/** The commands of the site's layer, and those that start the others. */

import type { CommandEntry } from '#telemetry/command.ts';

export const commands: readonly CommandEntry[] = [
  {
    name: 'up',
    summary: 'hub and agent on this machine, supervised; with --demo over a simulated experiment',
    load: async () => (await import('./commands/up.ts')).command,
  },
  {
    name: 'hub',
    summary: 'recorder, publisher and site beside the catalogue',
    load: async () => (await import('./commands/hub.ts')).command,
  },
  {
    name: 'snapshot',
    summary: 'publish the catalogue as files',
    load: async () => (await import('./commands/snapshot.ts')).command,
  },
  {
    name: 'build',
    summary: 'the whole static site with its snapshot, for any web server',
    load: async () => (await import('./commands/build.ts')).command,
  },
  {
    name: 'alarm list',
    summary: 'what is raised, and what was',
    load: async () => (await import('./commands/alarm-list.ts')).command,
  },
  {
    name: 'alarm ack',
    summary: 'say that a person has seen an alarm',
    load: async () => (await import('./commands/alarm-ack.ts')).command,
  },
  {
    name: 'alarm shelve',
    summary: 'do not tell an alert for a time',
    load: async () => (await import('./commands/alarm-shelve.ts')).command,
  },
  {
    name: 'alarm deliveries',
    summary: 'who is told of alarms, and the log of what was sent',
    load: async () => (await import('./commands/alarm-deliveries.ts')).command,
  },
  {
    name: 'alarm test',
    summary: 'send a test to a receiver of alarms',
    load: async () => (await import('./commands/alarm-test.ts')).command,
  },
  {
    name: 'dashboards',
    summary: 'dashboards of Grafana, alert rules and scrape configuration of Prometheus',
    load: async () => (await import('./commands/dashboards.ts')).command,
  },
  {
    name: 'init',
    summary: 'write a commented flash.yaml to start from',
    load: async () => (await import('./commands/init.ts')).command,
  },
  {
    name: 'import confluence',
    summary: "an HTML export of a wiki's space becomes pages of the handbook",
    load: async () => (await import('./commands/import-confluence.ts')).command,
  },
  {
    name: 'status',
    summary: 'what runs here and how it is',
    load: async () => (await import('./commands/status.ts')).command,
  },
  {
    name: 'log add',
    summary: 'a new entry of the log',
    load: async () => (await import('./commands/log-add.ts')).command,
  },
  {
    name: 'log edit',
    summary: 'a new revision of an entry',
    load: async () => (await import('./commands/log-edit.ts')).command,
  },
  {
    name: 'log list',
    summary: 'the entries of the log that fit a search',
    load: async () => (await import('./commands/log-list.ts')).command,
  },
  {
    name: 'log send',
    summary: 'send drafts that were kept',
    load: async () => (await import('./commands/log-send.ts')).command,
  },
  {
    name: 'log tag',
    summary: 'what a tag of the log is for',
    load: async () => (await import('./commands/log-tag.ts')).command,
  },
  {
    name: 'flag add',
    summary: 'how good an interval of a run, or of time, is',
    load: async () => (await import('./commands/flag-add.ts')).command,
  },
  {
    name: 'flag list',
    summary: 'how good people said the data are',
    load: async () => (await import('./commands/flag-list.ts')).command,
  },
  {
    name: 'flag withdraw',
    summary: 'take back a flag that was wrong',
    load: async () => (await import('./commands/flag-withdraw.ts')).command,
  },
  {
    name: 'shift list',
    summary: 'who is, was and will be on shift',
    load: async () => (await import('./commands/shift-list.ts')).command,
  },
  {
    name: 'shift set',
    summary: 'who is on shift',
    load: async () => (await import('./commands/shift-set.ts')).command,
  },
  {
    name: 'run start',
    summary: 'open a run before its first file',
    load: async () => (await import('./commands/run-start.ts')).command,
  },
  {
    name: 'run stop',
    summary: 'close a run',
    load: async () => (await import('./commands/run-stop.ts')).command,
  },
  {
    name: 'run edit',
    summary: 'what people say of a run: title and kind',
    load: async () => (await import('./commands/run-edit.ts')).command,
  },
];
