import { describe, expect, test } from 'vitest';
import { CALLS } from './calls.ts';
import { operationsDocument, parseOperations } from '../../../tools/operations-table.ts';
import type { Within } from './world.ts';

const sorted = (codes: Iterable<string> = []): string[] => [...codes].toSorted();

/** Holds docs/operations.md against everything that was answered in the tests before. It comes last. */
export function pageTests(within: Within): void {
  describe('docs/operations.md has for each operation the codes that it was seen to give, and no others', () => {
    const { rows, failures, declines } = parseOperations(operationsDocument());

    test.for([...rows])('%s', ([operation, { userErrors, requestErrors }]) => {
      const { witness } = within();
      expect(sorted(witness.userErrors.get(operation))).toEqual(userErrors);
      const seen = new Set(witness.requestErrors.get(operation));
      expect([...seen]).toContain('SERVICE_UNAVAILABLE');
      seen.delete('SERVICE_UNAVAILABLE');
      expect(sorted(seen)).toEqual(requestErrors);
    });

    test('and HTTP 401 for every one', () => {
      expect(sorted(within().witness.refusedTokens)).toEqual(sorted(CALLS.keys()));
    });

    test('and for orders and payments every reason that they have to fail', () => {
      expect(sorted(within().witness.failures)).toEqual(failures);
      expect(sorted(within().witness.declines)).toEqual(declines);
    });
  });
}
