/** The adapter: tells Astro to compile the data pages into one module that the hub renders in its own process. */

import type { AstroIntegration } from 'astro';

/** Makes the integration for `astro.config.ts`. */
export function inProcess(): AstroIntegration {
  return {
    name: 'in-process',
    hooks: {
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
