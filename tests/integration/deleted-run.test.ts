/** A run that is deleted in MariaDB is gone from the next page, in a real browser; that hub counts what was delivered. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { launchChromium } from '../support/living/chromium.ts';
import { cavityReading, pastOf, SETTINGS, SLUG } from '../support/living/experiment.ts';
import { startLivingHub } from '../support/living/hub.ts';
import { fileFact, T0 } from '../support/facts.ts';
import { needsProgram } from '../support/needs-program.ts';
import { waitUntil } from '../support/wait-until.ts';

const OLD_RUN = '/daq/Run_2026.11-QUAX/0000_prova';

test(
  'deleting a run in MariaDB changes the next page',
  needsProgram('FLASH_MARIADBD', 'FLASH_CHROMIUM'),
  async () => {
    await using living = await startLivingHub(SETTINGS);
    await living.deliver([
      fileFact({ run: OLD_RUN, runKind: 'test', runKindRaw: 'prova', takenAt: T0 }),
      ...pastOf({ now: Date.now(), minutes: 2 }),
    ]);
    const list = `${living.url}/runs/${SLUG}/`;
    const browser = await launchChromium();
    const administrator = await living.hub.catalogue.openAdministrator();
    try {
      const page = await browser.newPage();
      const links = async (): Promise<string[]> => {
        await page.goto(list);
        const found = await page
          .locator('main a')
          .evaluateAll((all) => all.map((a) => String(a.getAttribute('href'))));
        return found.filter((href) => new RegExp(`/runs/${SLUG}/\\d+/$`).test(href));
      };
      await waitUntil('both runs', async () => new Set(await links()).size === 2);
      const [run] = await administrator.query<{ id: number; number: number }[]>(
        'SELECT id, number FROM run WHERE path = ?',
        [OLD_RUN],
      );
      assert.ok(run !== undefined);
      const address = `/runs/${SLUG}/${run.number}/`;
      assert.equal((await page.goto(living.url + address))?.status(), 200);
      await administrator.query('DELETE FROM run WHERE id = ?', [run.id]);
      // The next commit brings the next snapshot.
      await living.deliver([cavityReading(Date.now(), 0.03)]);
      await waitUntil('one run', async () => !(await links()).includes(address));
      assert.equal((await page.goto(living.url + address))?.status(), 404);
      // What the hub keeps of itself is in the catalogue by now, and is no delivery.
      await waitUntil('metrics of the hub', async () => {
        const own = `SELECT 1 FROM channel WHERE name LIKE 'hub/flash.%' AND reading_count > 0`;
        return (await administrator.query<unknown[]>(own)).length > 0;
      });
      const metrics = await (await fetch(`${living.url}/metrics`)).text();
      assert.match(metrics, /^flash_recorder_batches_total\{outcome="recorded"\} 2$/m);
    } finally {
      await administrator.end();
      await browser.close();
    }
  },
);
