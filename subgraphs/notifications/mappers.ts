export type { ShownNotification as NotificationParent } from './use-cases/shown-notification.ts';

/** A user, of whom nothing is known here but what they were told. */
export interface UserParent {
  readonly id: string;
}

/** An order, and whose it is as far as notifications tell. */
export interface OrderParent {
  readonly id: string;
  readonly ownerId: string | null;
}
