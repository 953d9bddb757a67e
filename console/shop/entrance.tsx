import { Dialog } from '@base-ui/react/dialog';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { User } from '../../client/index.ts';
import { basket } from '../basket.ts';
import { useLanguage, useTexts } from '../language.tsx';
import { ActButton, Modal } from '../parts/dialog.tsx';
import { ActionForm, Entry } from '../parts/form.tsx';
import { Notice, Page } from '../parts/page.tsx';
import { say } from '../parts/say.ts';
import { usePerson } from '../person.tsx';
import { go, Link } from '../route.tsx';
import { client, signIn, signOut, useSessionState } from '../session.ts';

type OnEntered = (made: { readonly user: User }) => void;

function SignIn({ onDone }: { onDone: OnEntered }) {
  return (
    <ActionForm run={(entered) => signIn(entered('login'), entered('password'))} submit="signIn" onDone={onDone}>
      <Entry name="login" required autoComplete="username" />
      <Entry name="password" type="password" required autoComplete="current-password" />
    </ActionForm>
  );
}

function Register({ onDone }: { onDone: OnEntered }) {
  const { language: locale } = useLanguage();
  return (
    <ActionForm
      run={(entered) => {
        const [email, username, password] = [entered('email'), entered('username'), entered('password')];
        return client.register({ email, username, password, firstName: entered('firstName') || null, locale });
      }}
      submit="register"
      onDone={onDone}
    >
      <Entry name="email" type="email" required autoComplete="email" />
      <Entry name="username" hint="usernameHint" required autoComplete="username" />
      <Entry name="firstName" autoComplete="given-name" />
      <Entry name="password" hint="passwordHint" type="password" required autoComplete="new-password" />
    </ActionForm>
  );
}

/** Shown over the page when the session has ended by itself, here or in another tab. The page below stays as it is. */
export function SessionOver() {
  const { t } = useTexts();
  const person = usePerson();
  const queries = useQueryClient();
  const isOver = useSessionState() === 'over';
  const onDone: OnEntered = ({ user }) => {
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
        run={(entered) => client.requestPasswordReset(entered('email')).then(() => ({ ok: true }))}
        submit="sendToken"
        onDone={() => setAsked(true)}
      >
        <Entry name="email" type="email" required autoComplete="email" />
      </ActionForm>
      {isAsked && <Notice>{t('tokenSent')}</Notice>}
      <ActionForm
        run={(entered) => client.resetPassword(entered('token'), entered('newPassword'))}
        submit="setPassword"
        said="passwordSet"
        onDone={() => go('sign-in')}
      >
        <Entry name="token" required autoComplete="one-time-code" />
        <Entry name="newPassword" hint="passwordHint" type="password" required autoComplete="new-password" />
      </ActionForm>
    </>
  );
}

/** Two steps as well: a token by mail to the person's own address, and the token entered, which needs no sign-in. */
function Verify() {
  const { t } = useTexts();
  const person = usePerson();
  if (person?.emailVerified === true) return <Notice>{t('verified', { email: person.email })}</Notice>;
  const send = () => client.requestEmailVerification().then(() => ({ ok: true }) as const);
  return (
    <>
      {person !== undefined && (
        <div className="form">
          <p>{t('verifyText', { email: person.email })}</p>
          <ActButton label="sendToken" said="tokenOnItsWay" run={send} />
        </div>
      )}
      <ActionForm
        run={(entered) => client.verifyEmail(entered('token'))}
        submit="verify"
        onDone={({ user }) => {
          say(t('verified', { email: user.email }));
          go(basket.read() === undefined ? 'account' : 'basket');
        }}
      >
        <Entry name="token" required autoComplete="one-time-code" />
      </ActionForm>
    </>
  );
}

const STEPS = { 'sign-in': SignIn, register: Register, reset: Reset, verify: Verify } as const;

/** The pages that need no session. */
export type Step = keyof typeof STEPS;
export const isStep = (path: string): path is Step => Object.hasOwn(STEPS, path);

/** How a person comes in. A person on the way to another page gets there afterwards. */
export function EntrancePage({ by }: { by: Step }) {
  const { t } = useTexts();
  const onDone: OnEntered = ({ user }) => {
    if (!isStep(location.hash.slice(2))) return;
    go(basket.read() !== undefined ? 'basket' : user.role === 'ADMIN' ? 'desk' : '');
  };
  const isOut = useSessionState() === 'out';
  const Content = STEPS[by];
  return (
    <Page title={t(by)}>
      <div className="card narrow">
        <Content onDone={onDone} />
        <p className="row">
          {isOut &&
            (['sign-in', 'register', 'reset'] as const).map(
              (step) =>
                step !== by && (
                  <Link key={step} to={step}>
                    {t(step)}
                  </Link>
                ),
            )}
        </p>
      </div>
    </Page>
  );
}
