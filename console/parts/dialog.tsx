import { AlertDialog } from '@base-ui/react/alert-dialog';
import { Dialog } from '@base-ui/react/dialog';
import { useState, type ReactNode } from 'react';
import type { Result } from '../../client/index.ts';
import type { Failure } from '../failure.ts';
import { useAction } from '../graph.ts';
import { useTexts, type TextName } from '../language.tsx';
import { complain } from './say.ts';

/** A dialog over the page, in a Dialog.Root. */
export function Modal({ title, children, mustStay }: { title: string; children: ReactNode; mustStay?: boolean }) {
  const { t } = useTexts();
  return (
    <Dialog.Portal>
      <Dialog.Backdrop className="backdrop" />
      <Dialog.Popup className="dialog">
        <Dialog.Title>{title}</Dialog.Title>
        {children}
        {mustStay !== true && (
          <Dialog.Close className="closer" aria-label={t('close')}>
            ×
          </Dialog.Close>
        )}
      </Dialog.Popup>
    </Dialog.Portal>
  );
}

/** A button that opens a dialog, such as one with a form. The dialog keeps the focus until it is closed. */
export function DialogButton(props: {
  label: TextName;
  /** Its subject, where a page has several. */
  about?: string;
  className?: string;
  children: (close: () => void) => ReactNode;
}) {
  const { t } = useTexts();
  const [isOpen, setOpen] = useState(false);
  const title = [t(props.label), props.about].filter(Boolean).join(': ');
  return (
    <Dialog.Root open={isOpen} onOpenChange={setOpen}>
      <Dialog.Trigger className={props.className} aria-label={title}>
        {t(props.label)}
      </Dialog.Trigger>
      <Modal title={title}>{props.children(() => setOpen(false))}</Modal>
    </Dialog.Root>
  );
}

/** A button that does one thing, after asking where `confirm` says what it would do. */
export function ActButton<Made>(props: {
  label: TextName;
  about?: string;
  confirm?: TextName;
  className?: string;
  said?: TextName;
  run: () => Promise<Result<Made>>;
  why?: (failure: Failure) => string;
}) {
  const { t, why } = useTexts();
  const { label, about, confirm, className, said } = props;
  const onFailed = (failure: Failure): void => complain((props.why ?? why)(failure));
  const { start, isBusy } = useAction(props.run, { said: said && t(said), onFailed });
  const title = [t(label), about].filter(Boolean).join(': ');
  const look = { className, disabled: isBusy, 'aria-label': title, children: t(label) };
  const button = <button type="button" {...look} onClick={() => start()} />;
  if (confirm === undefined) return button;
  return (
    <AlertDialog.Root>
      <AlertDialog.Trigger {...look} />
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className="backdrop" />
        <AlertDialog.Popup className="dialog">
          <AlertDialog.Title>{title}</AlertDialog.Title>
          <AlertDialog.Description>{t(confirm)}</AlertDialog.Description>
          <div className="row">
            <AlertDialog.Close render={button} />
            <AlertDialog.Close>{t('back')}</AlertDialog.Close>
          </div>
        </AlertDialog.Popup>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
