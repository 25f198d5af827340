/** `flash doctor`: is there a MariaDB server that the embedded catalogue can run on? */

import { findMariadbPrograms } from '../catalogue/embedded/programs.ts';
import type { Check } from '../check.ts';
import { describeError, FlashError } from '../errors.ts';

export const mariadbInstalled: Check = {
  name: 'a MariaDB server is installed',
  run: async ({ config, env }) => {
    if (config.catalogue.kind === 'external') {
      return { state: 'not applicable', found: 'the catalogue is on a server of its own' };
    }
    try {
      const { server, version, setpriv } = await findMariadbPrograms(env);
      const found = `MariaDB ${version.text}, ${server}`;
      if (setpriv !== null) return { state: 'good', found };
      return {
        state: 'attention',
        found: `${found}; setpriv is missing, so the server outlives a killed hub until the next start`,
        mend: 'install util-linux',
      };
    } catch (thrown) {
      const mend = thrown instanceof FlashError ? thrown.hint : undefined;
      const found = describeError(thrown).split('\n')[0] ?? '';
      return { state: 'failed', found, ...(mend === undefined ? {} : { mend }) };
    }
  },
};
