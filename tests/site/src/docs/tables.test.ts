/** Tables as a row of migrations leaves them: made, copied, changed, with the comments above them. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { tablesOf } from '#site/src/docs/tables.ts';

const FIRST = `-- About the file.

-- Cats and
-- dogs.
CREATE TABLE pet (
  id INT UNSIGNED AUTO_INCREMENT PRIMARY KEY,
  -- In kilograms.
  mass_kg DOUBLE NULL,
  kind ENUM('cat', 'dog') NOT NULL,
  KEY (kind)
);
CREATE TABLE pet_old LIKE pet;
`;
const SECOND = `ALTER TABLE pet
  MODIFY COLUMN kind VARCHAR(8) NOT NULL,
  -- Who feeds it.
  ADD COLUMN owner VARCHAR(64) NULL AFTER id,
  ADD KEY (owner);
CREATE VIEW pets AS SELECT * FROM pet;
`;

describe('tablesOf', () => {
  it('reads tables, columns and comments', () => {
    const [pet, old] = tablesOf([FIRST, SECOND]);
    assert.equal(pet?.note, 'Cats and dogs.');
    assert.deepEqual(
      pet?.columns.map(({ name, type, isNullable, note }) =>
        `${name} ${type} ${isNullable} ${note}`.trim(),
      ),
      [
        'id int unsigned false',
        'mass_kg double true In kilograms.',
        'kind varchar(8) false',
        'owner varchar(64) true Who feeds it.',
      ],
    );
    assert.deepEqual(
      old?.columns.map(({ name }) => name),
      ['id', 'mass_kg', 'kind'],
    );
  });
});
