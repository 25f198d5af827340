/** The page of events says of every field what it is and what it means. */

import assert from 'node:assert/strict';
import { it } from 'node:test';
import { eventFields } from '#site/src/docs/event-fields.ts';

it('every field has its type and its meaning', () => {
  const fields = eventFields();
  assert.ok(fields.length > 15);
  assert.deepEqual(
    fields.filter(
      ({ type, meaning }) => type === '' || type.includes('anything') || meaning === '',
    ),
    [],
  );
  const typeOf = (name: string) => fields.find((field) => field.name === name)?.type;
  assert.equal(typeOf('severity'), 'info, warning, critical');
  assert.equal(typeOf('overAt'), 'time or null');
  assert.equal(typeOf('value'), 'number or null');
});
