/** `flash campaign rename`: another name for a campaign, and another address where wanted. */

import { UsageError, type Command } from '../command.ts';
import { configOptions } from '../config/options.ts';
import { systemClock } from '../effects.ts';
import { renameCampaign } from '../recorder/rename-campaign.ts';
import { useCatalogue } from './use-catalogue.ts';
import { program } from '../program.ts';

export const command: Command = {
  options: {
    ...configOptions,
    slug: { type: 'string', value: 'SLUG', help: 'another address too (a-z, 0-9, dot, dash, _)' },
  },
  usage: 'NAME NEW [--slug SLUG]',
  description: `Gives a campaign another name. Its address stays, unless --slug gives another; the old one leads there. Facts and a
configuration that still say the old name mean the same campaign.

  ${program} campaign rename Run_2026.11-QUAX Run_2026.11-QUAX-pilot
`,
  async run(input) {
    const [campaign, name, ...more] = input.positionals;
    if (campaign === undefined || name === undefined || more.length > 0)
      throw new UsageError('give the name there is, and the new one');
    const { slug = null } = input.options;
    if (slug !== null && !(typeof slug === 'string' && /^[a-z0-9][a-z0-9._-]{0,63}$/.test(slug)))
      throw new UsageError('--slug: expected a-z, 0-9, dot, dash and _, at most 64 of them');
    await useCatalogue(input, async ({ pools }) => {
      const author = input.env['USER'] ?? 'flash';
      const options = { campaign, name, slug, author, clock: systemClock };
      await renameCampaign(pools.recorder, options);
    });
    input.say(`campaign ${campaign} is now ${name}`);
    return 0;
  },
};
