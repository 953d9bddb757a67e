import { randomUUID } from 'node:crypto';
import type { Aim } from './aim.ts';
import { introduction } from './people.ts';

type Variables = Readonly<Record<string, unknown>>;

const dollars = (amount: string) => ({ amount: { amount, currency: 'USD' } });

/** By mutation, what to call it with. A mutation of the graph without a case fails the test. */
export const MUTATIONS: Readonly<Record<string, (aim: Aim) => Variables | Promise<Variables>>> = {
  register: () => ({ input: introduction() }),
  login: ({ owner }) => ({ input: { login: owner.username, password: owner.password } }),
  refreshTokens: ({ owner }) => ({ refreshToken: owner.refreshToken }),
  logout: ({ owner }) => ({ refreshToken: owner.refreshToken }),
  changePassword: ({ caller }) => {
    const password = caller?.password ?? 'a password of nobody';
    return { input: { currentPassword: password, newPassword: password } };
  },
  requestPasswordReset: ({ owner }) => ({ email: owner.email }),
  resetPassword: async ({ resetToken }) => ({ token: await resetToken(), newPassword: `passphrase ${randomUUID()}` }),
  requestEmailVerification: () => ({}),
  verifyEmail: async ({ verificationToken }) => ({ token: await verificationToken() }),
  updateProfile: () => ({ input: { lastName: 'Byron' } }),
  setUserRole: ({ owner }) => ({ userId: owner.id, role: 'ADMIN' }),
  deactivateUser: ({ owner }) => ({ userId: owner.id }),
  reactivateUser: ({ owner }) => ({ userId: owner.id }),

  deposit: () => ({ input: dollars('2.00') }),
  withdraw: async ({ caller }) => {
    await caller?.visitor.deposit('2.00');
    return { input: dollars('1.00') };
  },

  createProduct: () => ({
    input: { sku: `T-${randomUUID().slice(0, 13)}`, name: 'Lamp', price: dollars('1.00').amount },
  }),
  updateProduct: async ({ article }) => ({ input: { id: (await article()).id, name: 'Lamp' } }),
  archiveProduct: async ({ article }) => ({ id: (await article()).id }),
  restoreProduct: async ({ article }) => ({ id: (await article()).id }),
  setStock: async ({ article }) => ({ input: { sku: (await article()).sku, onHand: 7 } }),
  adjustStock: async ({ article }) => ({ input: { sku: (await article()).sku, delta: 1 } }),
  reserveStock: async ({ article }) => ({ input: { sku: (await article()).sku, quantity: 1 } }),
  releaseStock: async ({ reservationByHand }) => ({ reservationId: await reservationByHand() }),

  placeOrder: async ({ article }) => ({ input: { lines: [{ sku: (await article()).sku, quantity: 1 }] } }),
  cancelOrder: async ({ order }) => ({ id: await order('CONFIRMED') }),
  shipOrder: async ({ order }) => ({ id: await order('CONFIRMED') }),
  deliverOrder: async ({ order }) => ({ id: await order('SHIPPED') }),

  // A user to whom a notification was sent is known to the service.
  sendNotification: async ({ owner, notification }) => {
    await notification();
    return { input: { userId: owner.id, message: 'Come and see.' } };
  },
  resendNotification: async ({ notification }) => ({ id: await notification() }),
  markNotificationRead: async ({ notification }) => ({ id: await notification() }),
};
