import { describe, it } from '@jest/globals';
import { specify } from '@lyceum/core/specify';
import { rosterImport } from './roster-import.decider.ts';
import { endImport, imported } from './roster-import.examples.ts';

const { given } = specify(rosterImport);

describe('an import', () => {
  it('is on record when it has ended', () => given().when(endImport()).then(imported()));
  it('is on record once, whatever a second try after a crash counts', () => given(imported()).when(endImport({ registered: 27 })).thenNothing());
  it('that changed nobody leaves the log as it was', () => given().when(endImport({ registered: 0, changed: 0 })).thenNothing());
});
