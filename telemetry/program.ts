/** What this program is called by, in hints and examples: `flash` where it was installed, `npx flash` in a clone. */

export const program: string = process.env['FLASH_PROGRAM'] ?? 'npx flash';
