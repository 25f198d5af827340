/** `flash token list`: the tokens of agents, without the tokens. */

import { listTokens, type TokenRow } from '../catalogue/tokens.ts';
import type { Command } from '../command.ts';
import { configOptions } from '../config/options.ts';
import { isoTime, shortTime, type Column } from '../output/columns.ts';
import { formatOf, formatOptions, printRows } from '../output/print-rows.ts';
import { useCatalogue } from './use-catalogue.ts';
import { program } from '../program.ts';

const columns: readonly Column<TokenRow>[] = [
  { name: 'node', value: ({ node }) => node },
  { name: 'sha256', value: ({ fingerprint }) => fingerprint },
  {
    name: 'created',
    value: ({ createdAt }) => isoTime(createdAt),
    show: ({ createdAt }) => shortTime(createdAt),
  },
  {
    name: 'state',
    value: ({ revokedAt }) =>
      revokedAt === null ? 'valid' : `revoked since ${isoTime(revokedAt) ?? ''}`,
    show: ({ revokedAt }) =>
      revokedAt === null ? 'valid' : `revoked since ${shortTime(revokedAt)}`,
  },
];

export const command: Command = {
  options: { ...configOptions, ...formatOptions },
  usage: '[--format table|csv|json]',
  description: `Lists the tokens by node, with the first digits of their SHA-256, when they were made and revoked (UTC).

  ${program} token list
`,
  async run(input) {
    const format = formatOf(input, 'table');
    await useCatalogue(input, async ({ pools }) => {
      const rows = await listTokens(pools.recorder);
      await printRows(format, columns, toAsync(rows), input);
    });
    return 0;
  },
};

async function* toAsync<Row>(rows: readonly Row[]): AsyncGenerator<Row> {
  await Promise.resolve();
  yield* rows;
}
