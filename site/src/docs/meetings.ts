/** Meetings as data: the head of a page of content/meetings/, and the open points of all of them. */

import { z } from 'astro/zod';

const day = z.coerce.date();
const line = z.string().trim().min(1);

/** What stands below `meeting:` at the head of a page. */
export const meetingSchema = z.strictObject({
  /** The page to copy: it is in no list. */
  template: z.boolean().default(false),
  date: day,
  people: z.array(line).min(1),
  decisions: z.array(line).default([]),
  open: z
    .array(z.strictObject({ what: line, who: line, until: day.optional(), done: day.optional() }))
    .default([]),
});

export type Meeting = z.infer<typeof meetingSchema>;

export interface MeetingPage {
  readonly path: string;
  readonly title: string;
  readonly meeting: Meeting;
}

export interface OpenTask {
  readonly what: string;
  readonly who: string;
  readonly until: Date | undefined;
  readonly page: MeetingPage;
}

/** Returns meetings, the newest first, without the template. */
export function inOrder(pages: readonly MeetingPage[]): readonly MeetingPage[] {
  return pages
    .filter(({ meeting }) => !meeting.template)
    .sort((a, b) => b.meeting.date.getTime() - a.meeting.date.getTime());
}

/** Returns what is not done, the most urgent first; what has no day comes last. */
export function openTasks(pages: readonly MeetingPage[]): readonly OpenTask[] {
  return inOrder(pages)
    .flatMap((page) =>
      page.meeting.open
        .filter(({ done }) => done === undefined)
        .map(({ what, who, until }) => ({ what, who, until, page })),
    )
    .sort((a, b) => (a.until?.getTime() ?? Infinity) - (b.until?.getTime() ?? Infinity));
}

/** Returns a day as it is written: `2026-12-07`. */
export function dayText(date: Date): string {
  return date.toISOString().slice(0, 10);
}
