import { settings } from './settings.js';

/** @import { OnChange, Session } from './session.js' */

/**
 * An element of the page, by its id and kind.
 *
 * @template {Element} Kind
 * @param {string} id
 * @param {abstract new () => Kind} kind
 * @returns {Kind}
 */
function element(id, kind) {
  const found = document.getElementById(id);
  if (!(found instanceof kind)) throw new Error(`The page has no ${kind.name} with the id ${id}`);
  return found;
}

const FIRST_HINT = 'Run the tabs from left to right: ▶.';
const NOTICE_MS = 8_000;

const page = {
  notice: element('notice', HTMLParagraphElement),
  who: element('who', HTMLSpanElement),
  demo: element('demo', HTMLButtonElement),
  admin: element('admin', HTMLButtonElement),
  other: element('other', HTMLButtonElement),
  copy: element('copy', HTMLButtonElement),
  leave: element('leave', HTMLButtonElement),
  mailbox: element('mailbox', HTMLAnchorElement),
  dialog: element('sign-in', HTMLDialogElement),
  form: element('sign-in-form', HTMLFormElement),
  title: element('sign-in-title', HTMLHeadingElement),
  hint: element('sign-in-hint', HTMLParagraphElement),
  login: element('login', HTMLInputElement),
  password: element('password', HTMLInputElement),
  fault: element('sign-in-fault', HTMLParagraphElement),
  cancel: element('cancel', HTMLButtonElement),
};

/** @type {ReturnType<typeof setTimeout> | undefined} */
let noticeTimer;

/**
 * Says something for a while.
 *
 * @param {string} text
 */
function tell(text) {
  clearTimeout(noticeTimer);
  page.notice.textContent = text;
  noticeTimer = setTimeout(() => {
    page.notice.textContent = '';
  }, NOTICE_MS);
}

/** Shows who is signed in. @type {OnChange} */
export const showPerson = (person, reason) => {
  const was = page.who.textContent;
  page.who.textContent = person === undefined ? 'Not signed in' : `${person.username} · ${person.role.toLowerCase()}`;
  page.who.classList.toggle('is-signed-in', person !== undefined);
  page.copy.hidden = person === undefined;
  page.leave.hidden = person === undefined;
  if (reason !== undefined) tell(reason);
  else if (person !== undefined && was !== page.who.textContent) tell(`Every tab now asks as ${person.username}.`);
};

/**
 * Does what a button is for, which takes a while: once at a time, and what fails is said.
 *
 * @param {HTMLButtonElement} button
 * @param {() => Promise<string | undefined | void>} action Resolves to what a person should read.
 */
function onClick(button, action) {
  button.addEventListener('click', () => {
    button.disabled = true;
    action()
      .then((message) => message !== undefined && tell(message))
      .catch((/** @type {unknown} */ error) => tell(error instanceof Error ? error.message : String(error)))
      .finally(() => {
        button.disabled = false;
      });
  });
}

/**
 * Asks for a password.
 *
 * @param {{ title: string, hint: string, login: string }} words
 */
function openDialog({ title, hint, login }) {
  page.title.textContent = title;
  page.hint.textContent = hint;
  page.fault.textContent = '';
  page.login.value = login;
  page.password.value = '';
  page.dialog.showModal();
  (login === '' ? page.login : page.password).focus();
}

/**
 * The strip above the editor: the signed-in user, and signing in as another.
 *
 * @param {Session} session
 */
export function startBar(session) {
  page.demo.hidden = !settings.hasDemoCustomer;
  page.mailbox.hidden = settings.mailboxUrl === undefined;
  if (settings.mailboxUrl !== undefined) page.mailbox.href = settings.mailboxUrl;
  showPerson(session.person());
  page.notice.textContent = FIRST_HINT;

  onClick(page.demo, session.signInAsDemo);
  onClick(page.leave, session.signOut);
  onClick(page.copy, async () => {
    await navigator.clipboard.writeText(`Authorization: ${(await session.authorization()) ?? ''}`);
    return 'Copied. It is good for some minutes.';
  });
  page.admin.addEventListener('click', () =>
    openDialog({
      title: 'Sign in as the administrator',
      hint:
        settings.adminEmail === undefined
          ? ''
          : 'Unless you chose it yourself, “npm start” showed the password at the first start. It is in secrets.json in the data folder.',
      login: settings.adminEmail ?? '',
    }),
  );
  page.other.addEventListener('click', () => openDialog({ title: 'Sign in', hint: '', login: '' }));
  page.cancel.addEventListener('click', () => page.dialog.close());
  page.form.addEventListener('submit', (event) => {
    event.preventDefault();
    void submit(session);
  });
}

/** @param {Session} session */
async function submit(session) {
  page.fault.textContent = '';
  try {
    const fault = await session.signIn(page.login.value, page.password.value);
    if (fault === undefined) page.dialog.close();
    else page.fault.textContent = fault;
  } catch {
    page.fault.textContent = 'The router did not answer.';
  }
}
