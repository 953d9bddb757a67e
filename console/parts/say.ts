import { Toast } from '@base-ui/react/toast';

/** What is to be said, for Toasts to show. */
export const toasts = Toast.createToastManager();

/** Tells that something was done, in a corner of the screen and to screen readers. */
export const say = (title: string): void => void toasts.add({ title });

/** Tells that something was not done, at once, and until it is closed. */
export const complain = (title: string): void =>
  void toasts.add({ title, type: 'danger', priority: 'high', timeout: 0 });
