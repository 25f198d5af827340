/** The mark of the site as an icon, in the page itself: one request less. */

const SVG = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 20"><path d="M1 10h5l2-7 4 14 2-7h5" fill="none" stroke="#1b66b8" stroke-width="2" stroke-linejoin="round"/></svg>`;

export const MARK_ICON = `data:image/svg+xml,${encodeURIComponent(SVG)}`;
