import { useState } from 'react';
import { AccountDocument, AccountsDocument } from '../../client/generated/graphql.ts';
import type { AccountPage as Account, Operation } from '../../client/index.ts';
import { CALM_MS, useAnswer, useKeyed } from '../graph.ts';
import { useTexts } from '../language.tsx';
import { DialogButton } from '../parts/dialog.tsx';
import { ActionForm, amountIn, Entry } from '../parts/form.tsx';
import { Table, useList } from '../parts/list.tsx';
import { Figure, Page, Section } from '../parts/page.tsx';
import { Plot } from '../parts/plot.tsx';
import { usePerson, type Person } from '../person.tsx';
import { Link } from '../route.tsx';
import { client } from '../session.ts';

/** A button to pay in or to pay out, with its dialog. */
export function MoveMoney({ kind, currency }: { kind: 'deposit' | 'withdraw'; currency: string }) {
  const move = useKeyed(client[kind]);
  return (
    <DialogButton label={kind} className={kind === 'deposit' ? 'primary' : ''}>
      {(close) => (
        <ActionForm run={(it) => move({ amount: amountIn(it) })} submit={kind} said="moved" onDone={close}>
          <Entry name="amount" inputMode="decimal" required />
          <Entry name="currency" defaultValue={currency} required maxLength={3} />
        </ActionForm>
      )}
    </DialogButton>
  );
}

function Balance({ balance, held, available, currency }: Account) {
  const { money } = useTexts();
  return (
    <>
      <dl>
        <Figure name="availableName">{money(available)}</Figure>
        <Figure name="held">{money(held)}</Figure>
        <Figure name="balance">{money(balance)}</Figure>
      </dl>
      <div className="row">
        <MoveMoney kind="deposit" currency={currency} />
        <MoveMoney kind="withdraw" currency={currency} />
      </div>
    </>
  );
}

/** The balance after each movement: as a line over time, and as a table. */
function History({ operations }: { operations: readonly Operation[] }) {
  const { t, money, time } = useTexts();
  const points = operations.toReversed().map(({ balanceAfter, createdAt }) => ({
    label: time(createdAt),
    value: Number(balanceAfter.amount),
    text: money(balanceAfter),
  }));
  return (
    <>
      {points.length > 1 && <Plot title={t('balance')} kind="line" points={points} hasTable={false} />}
      <Table title={t('history')} head={['movement', 'amount', 'balance']} rows={operations}>
        {({ type, amount, balanceAfter, order, createdAt }) => [
          <>
            {t(type)} {order !== null && <Link to={`orders/${order.id}`}>{order.number}</Link>}{' '}
            <small>{time(createdAt)}</small>
          </>,
          (type === 'DEPOSIT' || type === 'REFUND' ? '+' : '−') + money(amount),
          money(balanceAfter),
        ]}
      </Table>
    </>
  );
}

function Profile({ person }: { person: Person }) {
  const { t } = useTexts();
  return (
    <Section title="profile">
      <p>
        {person.email} {!person.emailVerified && <Link to="verify">{t('verify')}</Link>}
      </p>
      <ActionForm
        run={(entered) =>
          client.updateProfile({
            firstName: entered('firstName') || null,
            lastName: entered('lastName') || null,
            phone: entered('phone') || null,
            locale: entered('locale') === 'RU' ? 'RU' : 'EN',
          })
        }
        submit="save"
        said="saved"
      >
        <Entry name="firstName" defaultValue={person.firstName ?? ''} autoComplete="given-name" />
        <Entry name="lastName" defaultValue={person.lastName ?? ''} autoComplete="family-name" />
        <Entry name="phone" type="tel" defaultValue={person.phone ?? ''} autoComplete="tel" />
        <label className="entry">
          {t('language')}
          <select name="locale" defaultValue={person.locale}>
            <option value="EN">English</option>
            <option value="RU">Русский</option>
          </select>
        </label>
      </ActionForm>
    </Section>
  );
}

function Password() {
  return (
    <Section title="changePassword">
      <ActionForm
        run={(it) => client.changePassword({ currentPassword: it('currentPassword'), newPassword: it('newPassword') })}
        submit="changePassword"
        said="saved"
      >
        <Entry name="currentPassword" type="password" autoComplete="current-password" />
        <Entry name="newPassword" type="password" autoComplete="new-password" />
      </ActionForm>
    </Section>
  );
}

/** A customer's money, profile and password. */
export function AccountPage() {
  const { t } = useTexts();
  const person = usePerson();
  const [currency, setCurrency] = useState<string>();
  const list = useList({
    document: AccountDocument,
    variables: (after) => ({ currency: currency ?? null, first: 50, after }),
    of: ({ me }) => me?.account?.operations,
    path: 'me.account',
    pollMs: CALM_MS,
    draw: (operations, { me }) => (
      <>
        {me?.account != null && <Balance {...me.account} />}
        <History operations={operations} />
      </>
    ),
  });
  const { data } = useAnswer(AccountsDocument, {});
  const currencies = data?.data.me?.accounts?.map((account) => account.currency) ?? [];
  return (
    <Page title={t('account')}>
      <div className="columns">
        <Section title="money">
          {currencies.length > 1 && (
            <label className="entry">
              {t('currency')}
              <select value={currency} onChange={({ target }) => setCurrency(target.value)}>
                {currencies.map((each) => (
                  <option key={each}>{each}</option>
                ))}
              </select>
            </label>
          )}
          {list}
        </Section>
        <div className="stack">
          {person !== undefined && <Profile key={person.locale} person={person} />}
          <Password />
        </div>
      </div>
    </Page>
  );
}
