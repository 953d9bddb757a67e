import { signedIn } from '../context.ts';
import type { MutationResolvers } from '../generated/resolvers.ts';
import { markNotificationRead } from '../use-cases/mark-notification-read.ts';
import { resendNotification } from '../use-cases/resend-notification.ts';
import { sendNotification } from '../use-cases/send-notification.ts';

/** What can be done with notifications. */
export const Mutation: MutationResolvers = {
  sendNotification: (_parent, { input }, context) => sendNotification(context.deps, signedIn(context), input),
  resendNotification: (_parent, { id }, { deps }) => resendNotification(deps, id),
  markNotificationRead: (_parent, { id }, context) => markNotificationRead(context.deps, signedIn(context), id),
};
