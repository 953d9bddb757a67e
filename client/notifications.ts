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
import { resultOf, type Result } from './result.ts';

/** A message to a user, sent by e-mail and readable here. */
export type Notification = NotificationFieldsFragment;

/** A message as its recipient's list has it, with the order that it is about. */
export type ListedNotification = NonNullable<NonNullable<NotificationsQuery['me']>['notifications']>['nodes'][number];

type NotificationResult = Promise<Result<{ readonly notification: Notification }>>;

/** What there is to do with messages. */
export interface NotificationMethods {
  /** One's messages, newest first. */
  readonly notifications: (
    variables?: NotificationsQueryVariables,
    options?: CallOptions,
  ) => Promise<Page<ListedNotification>>;
  /** Notes that a message of one's own was read. */
  readonly markNotificationRead: (id: string, options?: CallOptions) => NotificationResult;
  /** For an admin: writes to a user. */
  readonly sendNotification: (input: SendNotificationInput, options?: CallOptions) => NotificationResult;
  /** For an admin: sends a message once more. */
  readonly resendNotification: (id: string, options?: CallOptions) => NotificationResult;
}

/** Makes them, over one way of asking. */
export const notificationMethods = ({ request }: Requests): NotificationMethods => ({
  notifications: async (variables = {}, options) =>
    whole(signedIn((await request(NotificationsDocument, variables, options)).me).notifications, 'notifications'),
  markNotificationRead: async (id, options) =>
    resultOf((await request(MarkNotificationReadDocument, { id }, options)).markNotificationRead),
  sendNotification: async (input, options) =>
    resultOf((await request(SendNotificationDocument, { input }, options)).sendNotification),
  resendNotification: async (id, options) =>
    resultOf((await request(ResendNotificationDocument, { id }, options)).resendNotification),
});
