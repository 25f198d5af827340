/** What a ULID looks like, apart from what makes one, so that a browser can read it. */

/** 26 letters of Crockford's base 32; the first holds three bits only. */
export const ULID = /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/;
