import { test } from 'node:test';

import { fuzzStorageParsers } from '../../support/storage-fuzz.ts';

test('mutated answers of storages are read or refused with a reason', () => {
  fuzzStorageParsers(20_261_123, 400);
});
