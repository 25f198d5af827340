/** Tells apart what a program says when a file system refuses it, in the words of strerror(3) in the C locale; pure. */

/** Why a file system refused, in one word. */
export type Complaint = 'stale' | 'permission' | 'missing' | 'input/output' | 'no answer';

const WORDS: readonly (readonly [RegExp, Complaint])[] = [
  [/stale (?:nfs )?file handle/i, 'stale'],
  [/permission denied|operation not permitted/i, 'permission'],
  [/no such file or directory|not a directory/i, 'missing'],
  [/input\/output error/i, 'input/output'],
];

/** Returns the kind of complaint: ESTALE, EACCES, ENOENT, EIO; anything else is `no answer`. */
export function readComplaint(text: string): Complaint {
  return WORDS.find(([words]) => words.test(text))?.[1] ?? 'no answer';
}
