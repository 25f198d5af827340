/** How much an entry of the logbook may hold. */

export const TITLE_LENGTH = 500;
/** Letters of a body: a long night's protocol is 20 000. */
export const BODY_LENGTH = 200_000;
export const TAGS = 12;
export const ATTACHMENTS = 8;
/** Bytes of all attachments of an entry; what is larger belongs on a disk, with its path in the entry. */
export const ATTACHMENT_BYTES = 10_000_000;
/** Bytes of a whole act as JSON, attachments in base64; the hub reads no larger body. */
export const ACT_BYTES = 15_000_000;

/** A tag: letters, digits, dots, dashes, underlines; no spaces and commas. */
export const TAG = /^[\p{L}\p{N}][\p{L}\p{N}._-]{0,63}$/u;
