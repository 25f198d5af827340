/** The parts of an entry's own page: its words, files, fields, revisions and thread. */

import type { LogAttachment, LogRevision } from '#site/snapshot/schema/log.ts';
import { showText } from '#telemetry/units.ts';
import { dataHref } from '../href.ts';
import { html, type Html } from '../text/html.ts';
import { timeTag } from '../text/parts.ts';
import { clock, day } from '../text/times.ts';
import { diffLines } from './diff.ts';
import type { OpenedEntry } from './find.ts';
import { renderMarkdown } from './markdown.ts';
import { chips, entryRow } from './rows.ts';

const when = (t: number): Html => timeTag(t, `${day(t)} ${clock(t)} UTC`);

/** Who wrote it, when it happened, and when it was written where that was later. */
export function byline({ head, details }: OpenedEntry): Html {
  const written = details?.createdAt ?? head.at;
  const isLater = Math.abs(written - head.at) > 60_000;
  return html`<p class="byline">
    <bdi>${head.author}</bdi>${head.authorKind === 'machine' ? ' (a machine)' : ''},
    ${when(head.at)}${isLater ? html`<span class="quiet">, written ${when(written)}</span>` : null}
    ${chips(head)}
  </p>`;
}

/** Markdown where it was meant so, else the text as it stands. */
export function entryBody({ body, details }: OpenedEntry): Html | null {
  if (body === null || body === '') return null;
  return details?.format === 'markdown'
    ? html`<div class="prose" dir="auto">${renderMarkdown(body)}</div>`
    : html`<div class="prose plain-text" dir="auto">${body}</div>`;
}

/** Pictures by their small ones; everything else, and what a browser cannot show, to be saved. */
export function attachmentList(files: readonly LogAttachment[]): Html {
  return html`<ul class="attachments">
    ${files.map(({ name, path, bytes, isImage, thumb }) => {
      const size = html`<span class="quiet">${showText(bytes, 'By')}</span>`;
      const address = dataHref(path);
      const isShown = isImage && thumb !== null;
      return isShown
        ? html`<li>
            <a class="thumb" href="${address}"
              ><img
                src="${dataHref(thumb.path)}"
                width="${thumb.width}"
                height="${thumb.height}"
                alt=""
                loading="lazy"
              /><bdi>${name}</bdi></a
            >
            ${size}
          </li>`
        : html`<li>
            <a href="${address}" download="${name}"><bdi>${name}</bdi></a> ${size}
          </li>`;
    })}
  </ul>`;
}

/** Fields of the logbook that it was imported from. */
export function attributeList(attributes: readonly (readonly [string, string])[]): Html {
  return html`<dl class="attributes">
    ${attributes.map(
      ([name, text]) =>
        html`<div>
          <dt><bdi>${name}</bdi></dt>
          <dd><bdi>${text}</bdi></dd>
        </div>`,
    )}
  </dl>`;
}

/** Every revision with what it changed, the newest first. */
export function revisionList(revisions: readonly LogRevision[]): Html {
  return html`<ol class="revisions" reversed>
    ${revisions.toReversed().map((revision) => {
      const before = revisions.find(({ n }) => n === revision.n - 1) ?? null;
      return html`<li>
        <p>
          <bdi>${revision.by}</bdi>,
          ${when(revision.at)}${revision.why === null ? null : html`: <bdi>${revision.why}</bdi>`}
        </p>
        ${before === null ? html`<p class="quiet">As it was written first.</p>` : changes(before, revision)}
      </li>`;
    })}
  </ol>`;
}

function changes(before: LogRevision, after: LogRevision): Html {
  const whole = ({ title, tags, body }: LogRevision): string =>
    `${title}\n${tags.length === 0 ? '' : `[${tags.join(', ')}]`}\n${body ?? ''}`;
  const lines = diffLines(whole(before), whole(after)).filter(
    ({ is, text }) => is !== 'same' || text.trim() !== '',
  );
  const sign = { same: ' ', added: '+', removed: '−' } as const;
  const said = { same: null, added: 'added: ', removed: 'removed: ' } as const;
  return html`<div class="diff" dir="auto" tabindex="0" role="group" aria-label="What changed">
    ${lines.map(
      ({ is, text }) =>
        html`<div class="${is}">
          <span aria-hidden="true">${sign[is]} </span>${
            said[is] === null ? null : html`<span class="sr-only">${said[is]}</span>`
          }<span class="text">${text}</span>
        </div>`,
    )}
  </div>`;
}

/** The whole thread with this entry marked. */
export function threadList({ head, thread }: OpenedEntry): Html {
  const self = { head, depth: 0 };
  const parent = thread.find((one) => one.head.id === head.replyTo);
  const all = [...thread, { ...self, depth: parent === undefined ? 0 : parent.depth + 1 }].sort(
    (a, b) => a.head.at - b.head.at || (a.head.id < b.head.id ? -1 : 1),
  );
  return html`<ul class="list log thread">
    ${all.map(
      (one) =>
        html`<li
          class="${one.head.id === head.id ? 'self' : ''}"
          style="--depth: ${Math.min(one.depth, 6)}"
        >
          <ul class="list log">
            ${entryRow(one.head, head.at)}
          </ul>
        </li>`,
    )}
  </ul>`;
}
