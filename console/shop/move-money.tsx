import { useKeyed } from '../keyed.ts';
import { useTexts } from '../language.tsx';
import { DialogButton } from '../parts/dialog.tsx';
import { ActionForm, amountIn, Entry } from '../parts/form.tsx';
import { client } from '../session.ts';

/** A button to pay in or to pay out, with its dialog. */
export function MoveMoney({ kind, currency }: { kind: 'deposit' | 'withdraw'; currency: string }) {
  const { t } = useTexts();
  const move = useKeyed(client[kind]);
  return (
    <DialogButton label={t(kind)} className={kind === 'deposit' ? 'primary' : ''}>
      {(close) => (
        <ActionForm run={(it) => move({ amount: amountIn(it) })} submit={t(kind)} said={t('moved')} onDone={close}>
          <Entry name="amount" inputMode="decimal" required />
          <Entry name="currency" defaultValue={currency} required maxLength={3} />
        </ActionForm>
      )}
    </DialogButton>
  );
}
