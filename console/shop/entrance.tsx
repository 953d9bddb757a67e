import { Dialog } from '@base-ui/react/dialog';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { User } from '../../client/index.ts';
import { basket } from '../basket.ts';
import { useLanguage, useTexts } from '../language.tsx';
import { Modal } from '../parts/dialog.tsx';
import { ActionForm, Entry } from '../parts/form.tsx';
import { Notice, Page } from '../parts/page.tsx';
import { usePerson } from '../person.tsx';
import { go, Link } from '../route.tsx';
import { client, signOut, useSessionState } from '../session.ts';

interface Entered {
  readonly user: User;
}

/** Signs somebody in by e-mail or username. */
function SignIn({ onDone }: { onDone: (made: Entered) => void }) {
  const { t } = useTexts();
  return (
    <ActionForm
      run={(entered) => client.login({ login: entered('login'), password: entered('password') })}
      submit={t('signIn')}
      onDone={onDone}
    >
      <Entry name="login" label={t('login')} required autoComplete="username" />
      <Entry name="password" label={t('password')} type="password" required autoComplete="current-password" />
    </ActionForm>
  );
}

function Register({ onDone }: { onDone: (made: Entered) => void }) {
  const { t } = useTexts();
  const { language } = useLanguage();
  return (
    <ActionForm
      run={(entered) =>
        client.register({
          email: entered('email'),
          username: entered('username'),
          password: entered('password'),
          firstName: entered('firstName') || null,
          locale: language,
        })
      }
      submit={t('register')}
      onDone={onDone}
    >
      <Entry name="email" label={t('email')} type="email" required autoComplete="email" />
      <Entry name="username" label={t('username')} hint={t('usernameHint')} required autoComplete="username" />
      <Entry name="firstName" label={t('firstName')} autoComplete="given-name" />
      <Entry
        name="password"
        label={t('password')}
        hint={t('passwordHint')}
        type="password"
        required
        autoComplete="new-password"
      />
    </ActionForm>
  );
}

/** The session ended by itself, here or in another tab: what is on the page stays until the person is back. */
export function SessionOver() {
  const { t } = useTexts();
  const person = usePerson();
  const queries = useQueryClient();
  const isOver = useSessionState() === 'over';
  const onDone = ({ user }: Entered): void => {
    if (user.id === person?.id) return;
    queries.clear();
    go('');
  };
  return (
    <Dialog.Root open={isOver} disablePointerDismissal>
      <Modal title={t('sessionOver')} mustStay>
        <p>{t('sessionOverText')}</p>
        <SignIn onDone={onDone} />
        <button type="button" className="link" onClick={() => void signOut()}>
          {t('signOut')}
        </button>
      </Modal>
    </Dialog.Root>
  );
}

/** Two steps: a token by mail, and a new password with it. */
function Reset() {
  const { t } = useTexts();
  const [isAsked, setAsked] = useState(false);
  return (
    <>
      <ActionForm
        run={async (entered) => {
          await client.requestPasswordReset(entered('email'));
          return { ok: true };
        }}
        submit={t('sendToken')}
        onDone={() => setAsked(true)}
      >
        <Entry name="email" label={t('email')} type="email" required autoComplete="email" />
      </ActionForm>
      {isAsked && <Notice>{t('tokenSent')}</Notice>}
      <ActionForm
        run={(entered) => client.resetPassword(entered('token'), entered('newPassword'))}
        submit={t('setPassword')}
        said={t('passwordSet')}
        onDone={() => go('sign-in')}
      >
        <Entry name="token" label={t('token')} required autoComplete="one-time-code" />
        <Entry
          name="newPassword"
          label={t('newPassword')}
          hint={t('passwordHint')}
          type="password"
          required
          autoComplete="new-password"
        />
      </ActionForm>
    </>
  );
}

/** How somebody comes in. Who was on their way to another page goes on there. */
export function EntrancePage({ by }: { by: 'sign-in' | 'register' | 'reset' }) {
  const { t } = useTexts();
  const onDone = ({ user }: Entered): void => {
    if (!['#/sign-in', '#/register', '#/reset'].includes(location.hash)) return;
    go(basket.read() !== undefined ? 'basket' : user.role === 'ADMIN' ? 'desk' : '');
  };
  return (
    <Page title={t(by)}>
      <div className="card narrow">
        {by === 'sign-in' && <SignIn onDone={onDone} />}
        {by === 'register' && <Register onDone={onDone} />}
        {by === 'reset' && <Reset />}
        <p className="row">
          {by !== 'sign-in' && <Link to="sign-in">{t('sign-in')}</Link>}
          {by !== 'register' && <Link to="register">{t('register')}</Link>}
          {by !== 'reset' && <Link to="reset">{t('reset')}</Link>}
        </p>
      </div>
    </Page>
  );
}
