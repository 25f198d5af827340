/** Browser tests: Chromium as the setup found it, no network beyond this machine. */

import { defineConfig } from '@playwright/test';

const executablePath = process.env['FLASH_CHROMIUM'];

export default defineConfig({
  testDir: '.',
  testMatch: '**/*.spec.ts',
  outputDir: '../../test-results',
  // `npm test` runs several suites at once, each in one worker.
  workers: 1,
  // As for every other test: what is waited for comes, however slow and busy the machine is.
  timeout: 180_000,
  expect: { timeout: 30_000 },
  forbidOnly: process.env['CI'] === 'true',
  use: {
    browserName: 'chromium',
    timezoneId: 'UTC',
    locale: 'en-GB',
    // What is kept for reading offline would answer instead of the server that a test has prepared.
    serviceWorkers: 'block',
    screenshot: 'only-on-failure',
    launchOptions: {
      ...(executablePath ? { executablePath } : {}),
      // A sandbox needs rights that containers and root do not have; every page here is our own.
      chromiumSandbox: false,
      args: ['--disable-background-networking', '--disable-component-update', '--disable-sync'],
    },
  },
});
