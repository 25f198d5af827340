/** `node prepare-catalogue-child.ts HOME`: makes the catalogue that tests copy, neither demo nor real before it is opened again. */

import { rmSync } from 'node:fs';
import { join } from 'node:path';

import { openCatalogue } from '#telemetry/catalogue/open.ts';
import { testConfig, UNSYNCED } from './catalogue.ts';

const home = process.argv[2] ?? '';
const config = testConfig(home);
const catalogue = await openCatalogue({ config, mode: 'hold', serverArguments: UNSYNCED });
const administrator = await catalogue.openAdministrator();
await administrator.query("DELETE FROM meta WHERE name = 'kind'");
await administrator.end();
await catalogue.close();
rmSync(join(home, 'catalogue', 'mariadbd.log'));
