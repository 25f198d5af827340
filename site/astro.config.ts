/** How the site is compiled: documentation prerendered by Starlight, data pages into one module that the hub renders. */

import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import mdx from '@astrojs/mdx';
import starlight from '@astrojs/starlight';
import { defineConfig, passthroughImageService } from 'astro/config';
import starlightTypeDoc, { typeDocSidebarGroup } from 'starlight-typedoc';
import { inProcess } from './adapter/index.ts';
import { bareThresholds } from './build/bare-thresholds.ts';
import { CODE_FILES } from './build/chunks.ts';
import { lastChanges } from './build/last-changes.ts';
import { ownCopy } from './build/own-copy.ts';
import { prose } from './build/prose.ts';
import { referenceOptions } from './build/reference.ts';
import { parseAlgorithms } from './src/docs/algorithms.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
/** Set by `buildSite`; without them a plain `astro build` still works. */
const outDir = process.env['FLASH_SITE_OUT'] ?? './dist';
const base = process.env['FLASH_SITE_BASE'] ?? '/';

const reference = referenceOptions(root);
const algorithms = parseAlgorithms(
  readFileSync(`${root}content/algorithms/algorithms.yaml`, 'utf8'),
).map(({ id }) => id);

/** A part of the sidebar: every page of a folder of content/, where the folder is there. */
function chapter(label: string, folder: string) {
  return existsSync(`${root}content/${folder}`)
    ? [{ label, items: [{ autogenerate: { directory: `docs/${folder}` } }] }]
    : [];
}

export default defineConfig({
  output: 'server',
  adapter: inProcess(),
  base,
  outDir,
  trailingSlash: 'always',
  devToolbar: { enabled: false },
  // A page is small and made in a millisecond: fetching it early would only cost requests.
  prefetch: false,
  build: { inlineStylesheets: 'never', format: 'directory' },
  image: { service: passthroughImageService() },
  vite: {
    plugins: [ownCopy(), bareThresholds()],
    define: {
      __ALGORITHMS__: JSON.stringify(algorithms),
      __LAST_CHANGES__: JSON.stringify(lastChanges(root)),
    },
    build: { assetsInlineLimit: 0, chunkSizeWarningLimit: 1000 },
    environments: {
      client: {
        build: { rolldownOptions: { output: { codeSplitting: { groups: CODE_FILES.slice() } } } },
      },
    },
  },
  integrations: [
    starlight({
      title: 'FLASH',
      favicon: '/favicon.svg',
      pagefind: false,
      disable404Route: true,
      credits: false,
      // Code follows the system where no script says otherwise, as the page around it does; long lines wrap, on a phone
      // and on paper.
      expressiveCode: {
        useDarkModeMediaQuery: true,
        defaultProps: { wrap: true, overridesByLang: { sh: { frame: 'none' } } },
      },
      customCss: [
        './src/styles/common.css',
        './src/styles/starlight.css',
        './src/styles/prose.css',
      ],
      routeMiddleware: './src/docs/sidebar.ts',
      components: {
        Header: './src/components/starlight/Header.astro',
        Footer: './src/components/starlight/Footer.astro',
        PageTitle: './src/components/starlight/PageTitle.astro',
        ThemeProvider: './src/components/starlight/ThemeProvider.astro',
        ThemeSelect: './src/components/starlight/Nothing.astro',
        LanguageSelect: './src/components/starlight/Nothing.astro',
      },
      sidebar: [
        { label: 'Documentation', link: '/docs/' },
        ...chapter('Procedures', 'procedures'),
        ...chapter('Onboarding', 'onboarding'),
        ...chapter('The experiment', 'experiment'),
        ...chapter('Data', 'data'),
        ...chapter('Infrastructure', 'infrastructure'),
        ...chapter('Collectors', 'collectors'),
        ...chapter('Algorithms', 'algorithms'),
        ...chapter('Meetings', 'meetings'),
        ...chapter('Developers', 'developers'),
        { label: 'Open points', link: '/docs/open-points/' },
        typeDocSidebarGroup,
      ],
      plugins: [
        starlightTypeDoc({
          entryPoints: reference.entryPoints,
          tsconfig: reference.tsconfig,
          output: 'api',
          sidebar: { label: 'API', collapsed: true },
          typeDoc: { ...reference.options, entryFileName: 'index', indexFormat: 'table' },
        }),
      ],
    }),
    prose(root),
    mdx(),
  ],
});
