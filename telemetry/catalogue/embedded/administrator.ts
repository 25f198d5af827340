/** The account by which we administer the embedded server: its password is given anew at every start of the server. */

import { writeFileSync } from 'node:fs';

import type { ConnectionSettings } from '../connection.ts';
import { keepPassword } from '../secrets.ts';
import type { EmbeddedPlace } from './place.ts';

const USER = 'flash_admin';

/** Writes the SQL that the server runs when it starts, and returns how the administrator connects. */
export function prepareAdministrator(place: EmbeddedPlace): ConnectionSettings {
  const settings = readAdministrator(place);
  const account = `'${USER}'@'localhost'`;
  const lines = [
    `CREATE USER IF NOT EXISTS ${account} IDENTIFIED BY '${settings.password}';`,
    `ALTER USER ${account} IDENTIFIED BY '${settings.password}';`,
    `GRANT ALL PRIVILEGES ON *.* TO ${account} WITH GRANT OPTION;`,
  ];
  writeFileSync(place.initFile, `${lines.join('\n')}\n`, { mode: 0o600 });
  return settings;
}

/** How the administrator connects; the password is base64url, so it needs no quoting in SQL. */
export function readAdministrator(place: EmbeddedPlace): ConnectionSettings {
  return {
    address: { socketPath: place.socket },
    user: USER,
    password: keepPassword(place.secrets, USER),
    database: null,
  };
}
