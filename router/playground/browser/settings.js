import { at, listAt, textAt } from './json.js';

/** @type {unknown} */
const told = JSON.parse(document.querySelector('#settings')?.textContent ?? '{}');

/** What the router says of the system behind the page: router/playground/playground.ts. */
export const settings = {
  hasDemoCustomer: at(told, 'hasDemoCustomer') === true,
  adminEmail: textAt(told, 'adminEmail'),
  mailboxUrl: textAt(told, 'mailboxUrl'),
  storyId: textAt(told, 'storyId') ?? '',
  story: listAt(told, 'story').map((tab) => ({
    query: textAt(tab, 'query') ?? '',
    variables: textAt(tab, 'variables') ?? '',
  })),
};
