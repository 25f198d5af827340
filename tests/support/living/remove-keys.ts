/** Takes the natural keys of readings and files out of a catalogue, to show that the trial then finds doubles. */

import { openCatalogue } from '#telemetry/catalogue/open.ts';
import { loadConfig } from '#telemetry/config/load.ts';
import { copyPreparedCatalogue } from '../prepared-catalogue.ts';

/** Drops the unique keys, and hides from the recorder what it has of a channel, so that it no longer looks. */
export async function removeNaturalKeys(
  configFile: string,
  env: Readonly<Record<string, string>>,
): Promise<void> {
  const config = loadConfig({ path: configFile, env, cwd: process.cwd() });
  copyPreparedCatalogue(config.homeDirectory);
  await using catalogue = await openCatalogue({
    config,
    env: { ...process.env, ...env },
    mode: 'use',
  });
  const administrator = await catalogue.openAdministrator();
  await administrator.query('ALTER TABLE file ADD KEY (run_id), DROP KEY file_name');
  await administrator.query('ALTER TABLE reading DROP PRIMARY KEY');
  await administrator.query(
    'CREATE TRIGGER forget BEFORE UPDATE ON channel FOR EACH ROW SET NEW.last_ms = NULL',
  );
  await administrator.end();
}
