import { expect, test } from 'vitest';
import { resendFault } from './resend.ts';

test.for([
  ['ORDER_PLACED', 'SENT', true],
  ['CUSTOM', 'FAILED', true],
  ['WELCOME', 'QUEUED', false],
  ['PASSWORD_RESET', 'SENT', false],
  ['PASSWORD_RESET', 'FAILED', false],
] as const)('a %s that is %s can be sent again: %s', ([type, status, can]) => {
  expect(resendFault({ type, status }) === undefined).toBe(can);
});
