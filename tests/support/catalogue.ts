/** A throwaway embedded catalogue for tests: `await using catalogue = await startTestCatalogue()`; about a second. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Connection } from 'mariadb';

import { openCatalogue, type Catalogue, type CataloguePools } from '#telemetry/catalogue/open.ts';
import { configSchema, type FlashConfig } from '#telemetry/config/schema.ts';
import { silentLog, systemClock, type Clock, type Log } from '#telemetry/effects.ts';
import { copyPreparedCatalogue } from './prepared-catalogue.ts';

export interface TestCatalogue extends AsyncDisposable {
  readonly config: FlashConfig;
  readonly catalogue: Catalogue;
  readonly pools: CataloguePools;
  /** Where everything lies; removed at the end. */
  readonly home: string;
  /** A connection with every right; closed with the catalogue. */
  readonly administrator: Connection;
}

export interface TestCatalogueOptions {
  /** As in `flash.yaml`; `node` is given. */
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly isDemo?: boolean;
  readonly log?: Log;
  readonly clock?: Clock;
  /** Where everything lies instead of a new temporary folder; removed at the end all the same. */
  readonly home?: string;
  /** For tests of the making itself: the catalogue is not a copy of a prepared one. */
  readonly isAnew?: boolean;
}

/** A test's server may be killed, but the machine does not lose power: nothing is synced to the disk. */
export const UNSYNCED = ['--innodb-flush-method=nosync', '--skip-sync-frm'] as const;

/** A configuration with a home of its own. */
export function testConfig(home: string, options: TestCatalogueOptions = {}): FlashConfig {
  const parsed = configSchema.parse({ node: 'test-node', ...options.settings });
  return { ...parsed, homeDirectory: home, isDemo: options.isDemo ?? false, source: null };
}

/** Starts a server with an empty catalogue in a new temporary home. */
export async function startTestCatalogue(
  options: TestCatalogueOptions = {},
): Promise<TestCatalogue> {
  const home = options.home ?? mkdtempSync(join(tmpdir(), 'flash-test-'));
  const config = testConfig(home, options);
  const { log = silentLog, clock = systemClock } = options;
  const remove = (): void => {
    rmSync(home, { recursive: true, force: true });
  };
  try {
    if (mayBeCopy(options)) copyPreparedCatalogue(home);
    const catalogue = await openCatalogue({
      config,
      log,
      clock,
      mode: 'hold',
      serverArguments: UNSYNCED,
    });
    const administrator = await catalogue.openAdministrator();
    return {
      config,
      catalogue,
      pools: catalogue.pools,
      home,
      administrator,
      [Symbol.asyncDispose]: async () => {
        if (administrator.isValid()) await administrator.end();
        await catalogue.close();
        remove();
      },
    };
  } catch (thrown) {
    remove();
    throw thrown;
  }
}

/** The prepared catalogue was made now and with the usual settings, which shows in its partitions. */
function mayBeCopy({ settings, clock, home, isAnew = false }: TestCatalogueOptions): boolean {
  return (
    !isAnew && settings?.['catalogue'] === undefined && clock === undefined && home === undefined
  );
}
