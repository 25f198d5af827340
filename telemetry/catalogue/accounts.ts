/** Makes the accounts of least privilege: recorder, publisher, gateway; again and again without harm. */

import { createHash } from 'node:crypto';
import type { Connection } from 'mariadb';

import { GRANTS, type AccountName } from './account-grants.ts';
import type { Account } from './connection.ts';
import { keepPassword } from './secrets.ts';

export const ACCOUNT_NAMES: readonly AccountName[] = [
  'flash_recorder',
  'flash_publisher',
  'flash_gateway',
];

/** The account with its password, which is made where there is none yet. */
export function readAccount(secrets: string, name: AccountName): Account {
  return { user: name, password: keepPassword(secrets, name) };
}

export interface AccountsOptions {
  readonly connection: Connection;
  readonly database: string;
  /** Where they may come from: `localhost` over the socket, `%` over the network. */
  readonly host: 'localhost' | '%';
  readonly secrets: string;
}

/** Creates the accounts, sets their passwords and their rights; does nothing where that has been done already. */
export async function ensureAccounts(options: AccountsOptions): Promise<void> {
  const { connection } = options;
  const statements = ACCOUNT_NAMES.flatMap((name) => accountStatements(name, options));
  const digest = createHash('sha256').update(statements.join('\n')).digest('hex');
  const rows = await connection.query<{ value: string }[]>(
    "SELECT value FROM meta WHERE name = 'accounts'",
  );
  if (rows[0]?.value === digest) return;
  for (const statement of statements) await connection.query(statement);
  await connection.query(
    "INSERT INTO meta (name, value) VALUES ('accounts', ?) ON DUPLICATE KEY UPDATE value = VALUES(value)",
    [digest],
  );
}

/** Names are ours and passwords base64url, so nothing here needs escaping. */
function accountStatements(
  name: AccountName,
  { database, host, secrets }: AccountsOptions,
): readonly string[] {
  const account = `'${name}'@'${host}'`;
  const { password } = readAccount(secrets, name);
  const grants = GRANTS[name].flatMap(({ rights, tables }) =>
    tables.map((table) => `GRANT ${rights} ON \`${database}\`.\`${table}\` TO ${account}`),
  );
  return [
    `CREATE USER IF NOT EXISTS ${account} IDENTIFIED BY '${password}'`,
    `ALTER USER ${account} IDENTIFIED BY '${password}'`,
    `GRANT USAGE ON *.* TO ${account}`,
    ...grants,
  ];
}
