import { describe, expect, test } from 'vitest';
import { decideDeactivation, decideRole } from './standing.ts';

const ada = { id: 'ada', role: 'ADMIN', active: true } as const;
const bob = { id: 'bob', role: 'CUSTOMER', active: true } as const;
const refused = { userErrors: [expect.objectContaining({ code: 'INVALID_STATE' })] };

describe('a role', () => {
  test('is given to a customer', () => expect(decideRole(bob, 'ADMIN', ['ada'])).toBe('change'));
  test('is kept if the user has it already', () => expect(decideRole(ada, 'ADMIN', ['ada'])).toBe('keep'));
  test('is taken from an administrator while there is another', () => {
    expect(decideRole(ada, 'CUSTOMER', ['ada', 'eve'])).toBe('change');
  });
  test('is not taken from the last administrator', () => expect(decideRole(ada, 'CUSTOMER', ['ada'])).toEqual(refused));
  test('is taken from a deactivated administrator', () => {
    expect(decideRole({ ...ada, active: false }, 'CUSTOMER', ['eve'])).toBe('change');
  });
});

describe('a deactivation', () => {
  test('is allowed for a customer', () => expect(decideDeactivation(bob, 'ada', ['ada'])).toBe('change'));
  test('changes nothing for a deactivated user', () =>
    expect(decideDeactivation({ ...bob, active: false }, 'ada', ['ada'])).toBe('keep'));
  test('is refused for oneself', () => expect(decideDeactivation(ada, 'ada', ['ada', 'eve'])).toEqual(refused));
  test('is refused for the last administrator, whatever the caller’s token says', () => {
    expect(decideDeactivation(ada, 'eve', ['ada'])).toEqual(refused);
  });
});
