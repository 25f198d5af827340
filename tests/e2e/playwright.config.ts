/** Browser tests: Chromium as the setup found it, no network beyond this machine; the living demo in one worker, the pages in another. */

import { defineConfig } from '@playwright/test';

const executablePath = process.env['FLASH_CHROMIUM'];

export default defineConfig({
  testDir: '.',
  testMatch: '**/*.spec.ts',
  outputDir: '../../test-results',
  workers: 2,
  timeout: 60_000,
  forbidOnly: process.env['CI'] === 'true',
  use: {
    browserName: 'chromium',
    timezoneId: 'UTC',
    locale: 'en-GB',
    screenshot: 'only-on-failure',
    launchOptions: {
      ...(executablePath ? { executablePath } : {}),
      // A sandbox needs rights that containers and root do not have; every page here is our own.
      chromiumSandbox: false,
      args: ['--disable-background-networking', '--disable-component-update', '--disable-sync'],
    },
  },
});
