/** The frame of run pages: head, header and footer, which are the same on all of them, cut out of a page that Astro made. */

import type { RunPage } from '../adapter/load.ts';

/** What stands around title, description and body. */
export interface Frame {
  readonly beforeTitle: string;
  readonly beforeDescription: string;
  readonly beforeBody: string;
  readonly afterBody: string;
}

/** Whether title and description are written as they are: Astro escapes the two in different ways. */
export function isPlain({ title, description }: RunPage): boolean {
  return !/[&<>"']/.test(title) && !/[&<>"']/.test(description);
}

/** Returns the frame of a page; null: one of its three parts does not stand there exactly once. */
export function frameOf(text: string, { title, description, body }: RunPage): Frame | null {
  const around = text.split(body);
  const [head, afterBody] = around;
  const [beforeTitle, rest, ...moreTitles] = head?.split(title) ?? [];
  const [beforeDescription, beforeBody, ...moreDescriptions] = rest?.split(description) ?? [];
  const isOnce = around.length === 2 && moreTitles.length === 0 && moreDescriptions.length === 0;
  if (!isOnce || afterBody === undefined || beforeTitle === undefined) return null;
  if (beforeDescription === undefined || beforeBody === undefined) return null;
  return { beforeTitle, beforeDescription, beforeBody, afterBody };
}

/** Returns the page of another run in the same frame. */
export function fillFrame(frame: Frame, { title, description, body }: RunPage): string {
  const { beforeTitle, beforeDescription, beforeBody, afterBody } = frame;
  return `${beforeTitle}${title}${beforeDescription}${description}${beforeBody}${body}${afterBody}`;
}
