/** Meetings by date, and what of them is still open. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { dayText, inOrder, meetingSchema, openTasks } from '#site/src/docs/meetings.ts';

const page = (title: string, meeting: object) => ({
  path: `docs/meetings/${title}/`,
  title,
  meeting: meetingSchema.parse({ people: ['Ada'], ...meeting }),
});
const pages = [
  page('old', { date: '2026-01-02', open: [{ what: 'a', who: 'Ada' }] }),
  page('new', {
    date: '2026-03-04',
    open: [
      { what: 'b', who: 'Ada', until: '2026-05-01' },
      { what: 'c', who: 'Ada', done: '2026-03-05' },
    ],
  }),
  page('template', { template: true, date: '2026-09-09', open: [{ what: 'd', who: 'Ada' }] }),
];

describe('meetings', () => {
  it('come with the newest first, and without the template', () => {
    assert.deepEqual(
      inOrder(pages).map(({ title }) => title),
      ['new', 'old'],
    );
  });

  it('leave open what is not done, the most urgent first', () => {
    assert.deepEqual(
      openTasks(pages).map(({ what }) => what),
      ['b', 'a'],
    );
  });

  it('refuse a head without people, and one with a key that is not known', () => {
    assert.equal(meetingSchema.safeParse({ date: '2026-01-01', people: [] }).success, false);
    assert.equal(
      meetingSchema.safeParse({ date: '2026-01-01', people: ['A'], place: 'x' }).success,
      false,
    );
    assert.equal(dayText(new Date('2026-01-02T00:00:00Z')), '2026-01-02');
  });
});
