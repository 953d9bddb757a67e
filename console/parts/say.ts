import { Toast } from '@base-ui/react/toast';

/** Read by Toasts, which shows them. */
export const toasts = Toast.createToastManager();

/** Shows that something was done, in a corner of the screen, and tells screen readers. */
export const say = (title: string): void => void toasts.add({ title });

/** Shows that something was not done, until it is closed. */
export const complain = (title: string): void =>
  void toasts.add({ title, type: 'danger', priority: 'high', timeout: 0 });
