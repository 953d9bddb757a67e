import { Toast } from '@base-ui/react/toast';
import type { ReactNode } from 'react';
import { useTexts } from '../language.tsx';
import { toasts } from './say.ts';

function Said() {
  const { t } = useTexts();
  return Toast.useToastManager().toasts.map((toast) => (
    <Toast.Root key={toast.id} toast={toast} className={`toast ${toast.type ?? ''}`}>
      <Toast.Title render={<p />} />
      <Toast.Close aria-label={t('close')}>×</Toast.Close>
    </Toast.Root>
  ));
}

/** Shows the messages of say.ts. */
export function Toasts({ children }: { children: ReactNode }) {
  const { t } = useTexts();
  return (
    <Toast.Provider toastManager={toasts}>
      {children}
      <Toast.Portal>
        <Toast.Viewport className="toasts" aria-label={t('notices')}>
          <Said />
        </Toast.Viewport>
      </Toast.Portal>
    </Toast.Provider>
  );
}
