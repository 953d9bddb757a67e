/** Short enough that no manual reload is needed. An unchanged page is a 304 without a body. */
const REFRESH_MS = 2_000;
/** Longer than the time between two keystrokes, and not noticeable. */
const TYPING_PAUSE_MS = 200;

const today = new Date().toDateString();
const ofToday = new Intl.DateTimeFormat(undefined, { timeStyle: 'short' });
const ofOtherDays = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' });
const exact = new Intl.DateTimeFormat(undefined, { dateStyle: 'long', timeStyle: 'medium' });

/**
 * Shows times in the browser's time zone.
 *
 * @param {ParentNode} within
 */
function showLocalTimes(within) {
  for (const element of within.querySelectorAll('time')) {
    const date = new Date(element.dateTime);
    element.title = exact.format(date);
    if (element.classList.contains('is-exact')) element.textContent = exact.format(date);
    else element.textContent = (date.toDateString() === today ? ofToday : ofOtherDays).format(date);
  }
}

/**
 * Updates the list from a newer page. Mails in both keep their elements, and so scroll position and focus.
 *
 * @param {Element} list
 * @param {Document} newer
 * @param {boolean} isSameSearch Whether added mails are new ones, rather than results of another search.
 */
function bringListUpToDate(list, newer, isSameSearch) {
  const wanted = [...newer.querySelectorAll('#mails > li')];
  const ids = new Set(wanted.map(({ id }) => id));
  for (const item of Array.from(list.children)) if (!ids.has(item.id)) item.remove();
  // Both are newest first, so the remaining elements are in the right order.
  let next = list.firstElementChild;
  for (const item of wanted) {
    if (item.id === next?.id) {
      // The link keeps this search.
      next.querySelector('a')?.setAttribute('href', item.querySelector('a')?.getAttribute('href') ?? '');
      next = next.nextElementSibling;
      continue;
    }
    item.classList.toggle('is-new', isSameSearch);
    showLocalTimes(item);
    list.insertBefore(item, next);
  }
}

/**
 * Updates the page from a newer one, except for the open mail.
 *
 * @param {Document} newer
 * @param {boolean} isSameSearch
 */
function bringUpToDate(newer, isSameSearch) {
  const list = document.querySelector('#mails');
  if (list === null) return;
  bringListUpToDate(list, newer, isSameSearch);
  if (!isSameSearch) list.parentElement?.scrollTo(0, 0);
  const count = document.querySelector('#count');
  const newerCount = newer.querySelector('#count')?.textContent ?? '';
  if (count !== null && count.textContent !== newerCount) count.textContent = newerCount;
  for (const selector of ['.list .empty', '.pager', '.back', '.views']) {
    const before = document.querySelector(selector);
    const after = newer.querySelector(selector);
    if (before !== null && after !== null && !before.isEqualNode(after)) before.replaceWith(after);
  }
  if (!document.body.classList.contains('has-mail')) document.title = newer.title;
}

let etag = '';
/** The URL of the shown list. */
let shown = location.href;

async function refresh() {
  const address = location.href;
  try {
    const response = await fetch(address, { cache: 'no-store', headers: { 'if-none-match': etag } });
    // A 404 for a deleted mail contains the list too.
    if (response.status !== 200 && response.status !== 404) return;
    const newer = new DOMParser().parseFromString(await response.text(), 'text/html');
    // The search may have changed meanwhile.
    if (address !== location.href) return;
    bringUpToDate(newer, address === shown);
    etag = response.headers.get('etag') ?? '';
    shown = address;
  } catch {
    // The mailbox is down; keep what is shown.
  }
}

/**
 * Shows the results of a search, and sets the page's URL so that it can be reloaded.
 *
 * @param {string} query
 */
function look(query) {
  const address = new URL(location.href);
  address.searchParams.delete('start');
  if (query === '') address.searchParams.delete('query');
  else address.searchParams.set('query', query);
  history.replaceState(null, '', address);
  // On a phone the list replaces the mail.
  document.querySelector('.panes')?.classList.add('is-searched');
  void refresh();
}

/** @type {ReturnType<typeof setTimeout> | undefined} */
let typing;
document.querySelector('.bar input')?.addEventListener('input', ({ target }) => {
  clearTimeout(typing);
  if (target instanceof HTMLInputElement) typing = setTimeout(() => look(target.value.trim()), TYPING_PAUSE_MS);
});

showLocalTimes(document);
setInterval(() => {
  if (!document.hidden) void refresh();
}, REFRESH_MS);
document.addEventListener('visibilitychange', () => {
  if (!document.hidden) void refresh();
});
