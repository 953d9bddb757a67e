/** Often enough that nobody presses "reload". An answer without news has no body. */
const REFRESH_MS = 2_000;
/** Longer than it takes to type the next letter, and shorter than anybody waits. */
const TYPING_PAUSE_MS = 200;

const today = new Date().toDateString();
const ofToday = new Intl.DateTimeFormat(undefined, { timeStyle: 'short' });
const ofOtherDays = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' });
const exact = new Intl.DateTimeFormat(undefined, { dateStyle: 'long', timeStyle: 'medium' });

/**
 * Tells times by the clock of whoever looks.
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
 * Brings the list up to what a newer page has. A mail that is in both stays the same element, and so do the reader's place and focus.
 *
 * @param {Element} list
 * @param {Document} newer
 * @param {boolean} isSameSearch What is added to the list is a mail that came in, and not one that is found now.
 */
function bringListUpToDate(list, newer, isSameSearch) {
  const wanted = [...newer.querySelectorAll('#mails > li')];
  const ids = new Set(wanted.map(({ id }) => id));
  for (const item of Array.from(list.children)) if (!ids.has(item.id)) item.remove();
  // Both are newest first, so that what is left here stands in the order of what is wanted.
  let next = list.firstElementChild;
  for (const item of wanted) {
    if (item.id === next?.id) {
      // It leads to the mail beside the list of this search.
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
 * Brings the page up to a newer one, except for the mail that is being read.
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
/** The address of the page whose list is shown. */
let shown = location.href;

async function refresh() {
  const address = location.href;
  try {
    const response = await fetch(address, { cache: 'no-store', headers: { 'if-none-match': etag } });
    // The list is there as well where a mail no longer is.
    if (response.status !== 200 && response.status !== 404) return;
    const newer = new DOMParser().parseFromString(await response.text(), 'text/html');
    // Meanwhile something else may be looked for.
    if (address !== location.href) return;
    bringUpToDate(newer, address === shown);
    etag = response.headers.get('etag') ?? '';
    shown = address;
  } catch {
    // The mailbox is away; what it had is still there to be read.
  }
}

/**
 * Shows the mails that are looked for, in place of the others. The page has the address of what it shows, so that it can be loaded again.
 *
 * @param {string} query
 */
function look(query) {
  const address = new URL(location.href);
  address.searchParams.delete('start');
  if (query === '') address.searchParams.delete('query');
  else address.searchParams.set('query', query);
  history.replaceState(null, '', address);
  // On a phone, where there is either, the list takes the place of the mail.
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
