/** The documentation's pages: `content/`, linked as `docs`, and the generated `api`; `i18n` is Starlight's own words. */

import { docsLoader, i18nLoader } from '@astrojs/starlight/loaders';
import { docsSchema, i18nSchema } from '@astrojs/starlight/schema';
import { defineCollection } from 'astro:content';
import { z } from 'astro/zod';
import { meetingSchema } from './docs/meetings.ts';

/** `keywords`: other words under which a page is looked for, above all Italian ones. `meeting`: of a page of notes. */
export const collections = {
  docs: defineCollection({
    loader: docsLoader(),
    schema: docsSchema({
      extend: z.object({ keywords: z.string().optional(), meeting: meetingSchema.optional() }),
    }),
  }),
  i18n: defineCollection({ loader: i18nLoader(), schema: i18nSchema() }),
};
