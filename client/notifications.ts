import { signedIn } from './accounts.ts';
import {
  MarkNotificationReadDocument,
  NotificationsDocument,
  ResendNotificationDocument,
  SendNotificationDocument,
  type NotificationFieldsFragment,
  type NotificationsQuery,
  type NotificationsQueryVariables,
  type SendNotificationInput,
} from './generated/graphql.ts';
import type { Page } from './pages.ts';
import { whole, type CallOptions, type Requests } from './requests.ts';
import { resultOf, type ResultOf } from './result.ts';

/** A message to a user, sent by e-mail and readable here. */
export type Notification = NotificationFieldsFragment;

/** A message as its recipient's list has it, with the order that it is about. */
export type ListedNotification = NonNullable<NonNullable<NotificationsQuery['me']>['notifications']>['nodes'][number];

interface WithNotification {
  readonly notification: Notification;
}

/** Messages. */
export interface NotificationMethods {
  /** The user's messages, newest first. */
  readonly notifications: (
    variables?: NotificationsQueryVariables,
    options?: CallOptions,
  ) => Promise<Page<ListedNotification>>;
  /** Marks a message of the user as read. */
  readonly markNotificationRead: (
    id: string,
    options?: CallOptions,
  ) => ResultOf<'markNotificationRead', WithNotification>;
  /** For an admin: writes to a user. */
  readonly sendNotification: (
    input: SendNotificationInput,
    options?: CallOptions,
  ) => ResultOf<'sendNotification', WithNotification>;
  /** For an admin: sends a message once more. */
  readonly resendNotification: (id: string, options?: CallOptions) => ResultOf<'resendNotification', WithNotification>;
}

/** Makes the methods. */
export const notificationMethods = ({ request }: Requests): NotificationMethods => ({
  notifications: async (variables = {}, options) =>
    whole(signedIn((await request(NotificationsDocument, variables, options)).me).notifications, 'notifications'),
  markNotificationRead: async (id, options) =>
    resultOf('markNotificationRead', await request(MarkNotificationReadDocument, { id }, options)),
  sendNotification: async (input, options) =>
    resultOf('sendNotification', await request(SendNotificationDocument, { input }, options)),
  resendNotification: async (id, options) =>
    resultOf('resendNotification', await request(ResendNotificationDocument, { id }, options)),
});
