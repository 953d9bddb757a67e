import { Toast } from '@base-ui/react/toast';
import type { ReactNode } from 'react';
import { useTexts } from '../language.tsx';

const manager = Toast.createToastManager();

/** Tells that something was done, in a corner of the screen and to screen readers. */
export const say = (title: string): void => void manager.add({ title });

/** Tells that something was not done, at once, and until it is closed. */
export const complain = (title: string): void =>
  void manager.add({ title, type: 'danger', priority: 'high', timeout: 0 });

function Said() {
  const { t } = useTexts();
  return Toast.useToastManager().toasts.map((toast) => (
    <Toast.Root key={toast.id} toast={toast} className={`toast ${toast.type ?? ''}`}>
      <Toast.Title render={<p />} />
      <Toast.Close aria-label={t('close')}>×</Toast.Close>
    </Toast.Root>
  ));
}

/** Shows what is said. */
export const Toasts = ({ children }: { children: ReactNode }) => (
  <Toast.Provider toastManager={manager}>
    {children}
    <Toast.Portal>
      <Toast.Viewport className="toasts">
        <Said />
      </Toast.Viewport>
    </Toast.Portal>
  </Toast.Provider>
);
