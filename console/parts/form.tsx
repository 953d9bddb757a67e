import { Field } from '@base-ui/react/field';
import { Form } from '@base-ui/react/form';
import { useRef, type ComponentProps, type ReactNode } from 'react';
import type { Result } from '../../client/index.ts';
import { useAction } from '../graph.ts';
import { useTexts, type TextName } from '../language.tsx';
import { Notice } from './page.tsx';

type EntryProps = { name: TextName; label?: TextName; hint?: TextName } & Omit<
  ComponentProps<typeof Field.Control>,
  'name'
>;

/** An entry of a form, with the name of the graph's input field: what the graph says of that field is shown here. */
export function Entry({ name, label = name, hint, ...control }: EntryProps) {
  const { t } = useTexts();
  return (
    <Field.Root name={name} className="entry">
      <Field.Label>{t(label)}</Field.Label>
      <Field.Control {...control} />
      {hint !== undefined && <Field.Description>{t(hint)}</Field.Description>}
      <Field.Error />
    </Field.Root>
  );
}

/** What was entered under a name; empty for nothing. */
export type Entered = (name: string) => string;

function enteredIn(form: HTMLFormElement): Entered {
  const values = new FormData(form);
  return (name) => {
    const value = values.get(name);
    if (typeof value !== 'string') return '';
    return /password/i.test(name) ? value : value.trim();
  };
}

/** An amount as the graph takes it, of two entries. */
export const amountIn = (entered: Entered) => ({
  amount: entered('amount').replace(',', '.'),
  currency: entered('currency').toUpperCase(),
});

/** A form that does something. A failure is shown beside the entry that it is about, else at the end. */
export function ActionForm<Made>(props: {
  run: (entered: Entered) => Promise<Result<Made>>;
  submit: TextName;
  said?: TextName;
  onDone?: (made: Made) => void;
  children: ReactNode;
}) {
  const { t, why } = useTexts();
  const said = props.said && t(props.said);
  const { start, isBusy, failure } = useAction(props.run, { said, onDone: props.onDone });
  const errors = Object.fromEntries(Object.entries(failure?.fields ?? {}).map(([name, each]) => [name, why(each)]));
  const form = useRef<HTMLFormElement>(null);
  const names = Object.keys(errors);
  const isBeside = names.length > 0 && names.every((name) => form.current?.elements.namedItem(name) != null);
  return (
    <Form
      ref={form}
      className="form"
      errors={errors}
      onSubmit={(event) => {
        event.preventDefault();
        if (!isBusy) start(enteredIn(event.currentTarget));
      }}
    >
      {props.children}
      {failure !== undefined && !isBeside && <Notice kind="danger">{why(failure)}</Notice>}
      <button type="submit" className="primary" aria-disabled={isBusy}>
        {t(props.submit)}
      </button>
    </Form>
  );
}
