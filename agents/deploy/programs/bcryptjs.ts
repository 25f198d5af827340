/** The part of the one file that checks passwords; unpacked with the first one. */

export { compare } from 'bcryptjs';
