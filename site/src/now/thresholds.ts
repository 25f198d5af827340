/** The age limits and marks by which Now judges, each with its reason; limits of channels come with the campaign. */

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** A step of a copper-cavity run takes 1 to 2 h with a sweep before and after; an older one says nothing of now. */
export const S11_LIMIT_MS = 3 * HOUR;

/** Files are written one after the other: five cadences without one is a pause, whatever the reason. */
export const FILE_LIMIT_CADENCES = 5;
export const FILE_LIMIT_MIN_MS = 15 * SECOND;

/** Moving the tuner and sweeping takes 1 to 3 min: only a longer silence of an open run needs a person. */
export const FILE_SILENCE_MS = 5 * MINUTE;

/** Agents send a heartbeat every 10 s; six missed ones are not jitter. */
export const AGENT_SILENT_MS = 60 * SECOND;

/** Below this the magnet is off for our purpose: the conversion power goes with the square of the field. */
export const FIELD_ON_T = 0.1;

/** A channel whose cadence is not known yet is believed this long. */
export const UNKNOWN_CADENCE_STALE_MS = 10 * MINUTE;

/** Days of writing left on the DAQ disk: two are a weekend, half a day is a night. */
export const DISK_ATTENTION_DAYS = 2;
export const DISK_ALARM_DAYS = 0.5;

/** A scheduler is asked every minute or two. */
export const JOBS_STALE_MS = 10 * MINUTE;
export const VOLUME_STALE_MS = 15 * MINUTE;
