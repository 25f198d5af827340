/** `flash init`: writes a commented `flash.yaml` for real use, and never over one that is there. */

import { readFile, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { fileURLToPath } from 'node:url';
import { resolve } from 'node:path';
import type { Command } from '#telemetry/command.ts';
import { configJsonSchema } from '#telemetry/config/load.ts';
import { nodeName } from '#telemetry/config/node-name.ts';
import { errorCode, FlashError } from '#telemetry/errors.ts';
import { program } from '#telemetry/program.ts';

const EXAMPLE = fileURLToPath(new URL('../../flash.example.yaml', import.meta.url));

export const command: Command = {
  options: {
    out: { type: 'string', value: 'FILE', help: 'where to write it (default: flash.yaml here)' },
    schema: {
      type: 'boolean',
      help: 'print the JSON Schema of flash.yaml for editors, and write nothing',
    },
  },
  usage: '[--out FILE] | --schema',
  description: `Writes the example configuration with this machine's name in it. Every key is explained where it stands.
Next: edit it, then "${program} doctor" to check it, then "${program} up".`,
  async run(input) {
    if (input.options['schema'] === true) {
      await input.write(`${JSON.stringify(configJsonSchema(), null, 2)}\n`);
      return 0;
    }
    const out = input.options['out'];
    const target = resolve(input.cwd, typeof out === 'string' ? out : 'flash.yaml');
    const example = await readFile(EXAMPLE, 'utf8');
    const text = example.replace(/^node: .*$/m, `node: ${nodeName(hostname())}`);
    try {
      await writeFile(target, text, { flag: 'wx' });
    } catch (cause) {
      const exists = errorCode(cause) === 'EEXIST';
      throw new FlashError({
        operation: 'write the configuration',
        subject: target,
        reason: exists ? 'there is one already' : 'the file cannot be written',
        hint: exists
          ? 'edit that one, or name another with --out'
          : 'name another place with --out',
        cause,
      });
    }
    input.say(`${target} written. Edit it, then: ${input.host.program} doctor`);
    return 0;
  },
};
