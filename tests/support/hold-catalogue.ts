/** A process that holds the catalogue of the home it is given, says "ready", and stays until it is killed. */

import { findProgram } from '#telemetry/catalogue/embedded/programs.ts';
import { openCatalogue } from '#telemetry/catalogue/open.ts';
import { testConfig, UNSYNCED } from './catalogue.ts';

const home = process.argv[2] ?? '';
const withoutSetpriv = process.env['PATH'] === 'no-setpriv';
// The installer is a shell script and needs the system's programs; ours only needs not to find setpriv.
process.env['PATH'] = '/usr/bin:/bin:/usr/sbin:/sbin';
const env = withoutSetpriv
  ? {
      FLASH_MARIADBD: findProgram('mariadbd', process.env) ?? '',
      FLASH_MARIADB_INSTALL_DB: findProgram('mariadb-install-db', process.env) ?? '',
      PATH: '',
    }
  : process.env;
await openCatalogue({
  config: testConfig(home),
  env,
  mode: 'hold',
  serverArguments: UNSYNCED,
});
process.stdout.write('ready\n');
