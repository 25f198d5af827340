/** The adapter: tells Astro to compile the data pages into one module that the hub renders in its own process. */

import type { AstroIntegration } from 'astro';

/** The output runs wherever FLASH_HOME is, so it may not look for packages beside itself. Vite's own server must: some are CommonJS. */
const BUNDLED = {
  ssr: { noExternal: true as const },
  environments: { prerender: { resolve: { noExternal: true as const } } },
};

/** Makes the integration for `astro.config.ts`. */
export function inProcess(): AstroIntegration {
  return {
    name: 'in-process',
    hooks: {
      'astro:config:setup': ({ command, updateConfig }) => {
        if (command === 'build') updateConfig({ vite: BUNDLED });
      },
      'astro:config:done': ({ setAdapter }) => {
        setAdapter({
          name: 'in-process',
          entrypointResolution: 'auto',
          serverEntrypoint: new URL('./entry.ts', import.meta.url),
          supportedAstroFeatures: { serverOutput: 'stable', staticOutput: 'stable' },
        });
      },
    },
  };
}
