/** `flash contacts`: whom to call, by role, with the numbers that the hub's configuration holds. */

import type { Command } from '../command.ts';
import { CONTACT_ROLE_NAMES, CONTACT_ROLES, type ContactRoleName } from '../config/contacts.ts';
import { configOf, configOptions } from '../config/options.ts';
import type { Column } from '../output/columns.ts';
import { formatOf, formatOptions, printRows } from '../output/print-rows.ts';
import { program } from '../program.ts';

interface Contact {
  readonly role: ContactRoleName;
  readonly number: string | null;
}

const columns: readonly Column<Contact>[] = [
  { name: 'role', value: ({ role }) => role },
  { name: 'who', value: ({ role }) => CONTACT_ROLES[role].title },
  { name: 'italian', value: ({ role }) => CONTACT_ROLES[role].italian },
  {
    name: 'number',
    value: ({ number }) => number,
    show: ({ role, number }) => number ?? `not configured: contacts.${role} in flash.yaml`,
  },
  { name: 'about', value: ({ role }) => CONTACT_ROLES[role].about },
];

export const command: Command = {
  options: { ...configOptions, ...formatOptions },
  usage: '[--format table|csv|json]',
  description: `Prints whom a procedure says to call, from "contacts" in the configuration. No page of the site shows these numbers.

  ${program} contacts
`,
  async run(input) {
    const format = formatOf(input, 'table');
    const { contacts } = configOf(input);
    const rows = CONTACT_ROLE_NAMES.map((role) => ({ role, number: contacts[role] ?? null }));
    await printRows(format, columns, toAsync(rows), input);
    return 0;
  },
};

async function* toAsync<Row>(rows: readonly Row[]): AsyncGenerator<Row> {
  await Promise.resolve();
  yield* rows;
}
