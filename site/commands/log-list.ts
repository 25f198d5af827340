/** `flash log list`: the entries that fit a search. */

import { listEntries, type ListedEntry } from '#telemetry/catalogue/read/log-list.ts';
import { UsageError, type Command, type OptionValue } from '#telemetry/command.ts';
import { useCatalogue } from '#telemetry/commands/use-catalogue.ts';
import { configOptions } from '#telemetry/config/options.ts';
import { systemClock } from '#telemetry/effects.ts';
import { FIELDS } from '#telemetry/logbook/query/fields.ts';
import { matches, timeBounds } from '#telemetry/logbook/query/match.ts';
import { parseQuery } from '#telemetry/logbook/query/parse.ts';
import { QueryError, type Query } from '#telemetry/logbook/query/query.ts';
import { isoTime, shortTime, type Column } from '#telemetry/output/columns.ts';
import { formatOf, formatOptions, printRows } from '#telemetry/output/print-rows.ts';
import { program } from '#telemetry/program.ts';

/** Rows of a table for a person, unless more are wanted. */
const TABLE_ROWS = 50;

const runName = ({ run }: ListedEntry): string | null =>
  run === null ? null : `${run.campaign}/${String(run.number)}`;

const columns: readonly Column<ListedEntry>[] = [
  { name: 'id', value: ({ id }) => id },
  { name: 'at', value: ({ at }) => isoTime(at) },
  { name: 'created_at', value: ({ createdAt }) => isoTime(createdAt) },
  { name: 'author', value: ({ author }) => author },
  { name: 'by', value: ({ authorKind }) => authorKind },
  { name: 'run', value: runName },
  { name: 'tags', value: ({ tags }) => tags.join(',') },
  { name: 'title', value: ({ title }) => title },
  { name: 'body', value: ({ body }) => body },
  { name: 'reply_to', value: ({ replyTo }) => replyTo },
  { name: 'thread', value: ({ thread, id }) => thread ?? id },
  { name: 'revision', value: ({ revision }) => revision },
  { name: 'attachments', value: ({ attachments }) => attachments },
  { name: 'restricted', value: ({ restricted }) => restricted },
];

const short: readonly Column<ListedEntry>[] = [
  { name: 'at', value: ({ at }) => shortTime(at) },
  { name: 'author', value: ({ author }) => author },
  { name: 'run', value: (entry) => runName(entry) ?? '' },
  {
    name: 'title',
    value: ({ title, restricted }) => `${restricted ? '[restricted] ' : ''}${title}`,
  },
  { name: 'tags', value: ({ tags }) => tags.join(' ') },
  { name: 'id', value: ({ id }) => id },
];

const fields = FIELDS.map(
  ({ name, example, help }) => `  ${`${name}:${example}`.padEnd(26)} ${help}`,
);

export const command: Command = {
  options: {
    ...configOptions,
    ...formatOptions,
    limit: { type: 'string', value: 'N', help: `at most so many; a table: ${String(TABLE_ROWS)}` },
  },
  usage: '[QUERY…] [--limit N] [--format table|csv|json]',
  description: `Lists the entries that fit, newest first, with times in UTC; restricted ones too. Words and "quoted texts" are looked
for in title, text, author and tags. Side by side means and; there are or, not (or -) and parentheses.

${fields.join('\n')}

  ${program} log list tag:cryo after:3d not by:machine
  ${program} log list 'run:run_2026.11-quax/12 or "helium level"' --json
`,
  async run(input) {
    const format = formatOf(input, 'table');
    const query = readQuery(input.positionals.join(' '));
    const limit = readLimit(input.options['limit'], format === 'table' ? TABLE_ROWS : null);
    let isCut = false;
    await useCatalogue(input, async ({ pools }) => {
      const found = async function* (): AsyncGenerator<ListedEntry> {
        let count = 0;
        for await (const entry of listEntries(pools.publisher, timeBounds(query))) {
          if (!matches(query, entry)) continue;
          isCut = limit !== null && count === limit;
          if (isCut) return;
          count += 1;
          yield entry;
        }
      };
      await printRows(format, format === 'table' ? short : columns, found(), input);
    });
    if (isCut) input.say(`there are more: --limit N`);
    return 0;
  },
};

function readQuery(text: string): Query {
  try {
    return parseQuery(text, systemClock.now());
  } catch (error) {
    if (!(error instanceof QueryError)) throw error;
    throw new UsageError(`${error.message}\n  ${text}\n  ${' '.repeat(error.at)}^`);
  }
}

function readLimit(value: OptionValue | undefined, fallback: number | null): number | null {
  if (value === undefined) return fallback;
  if (typeof value === 'string' && /^[1-9]\d{0,8}$/.test(value)) return Number(value);
  throw new UsageError(`--limit: expected a number from 1`);
}
