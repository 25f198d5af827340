/** Values in a text are drawn where a page has any: the code comes with the first. */

if (document.querySelector('flash-live') !== null) void import('./live.ts');
