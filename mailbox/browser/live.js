/** Often enough that nobody presses "reload". An answer without news has no body. */
const REFRESH_MS = 2_000;

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
 * Brings the list up to what a newer page has. What is there stays untouched, and so do the reader's place and focus.
 *
 * @param {Document} newer
 */
function bringUpToDate(newer) {
  const list = document.querySelector('#mails');
  if (list === null) return;
  const arrived = [...newer.querySelectorAll('#mails > li')];
  const ids = new Set(arrived.map(({ id }) => id));
  for (const item of Array.from(list.children)) if (!ids.has(item.id)) item.remove();
  for (const item of arrived.toReversed()) {
    if (document.getElementById(item.id) !== null) continue;
    item.classList.add('is-new');
    showLocalTimes(item);
    list.prepend(item);
  }
  for (const selector of ['#count', '.pager']) {
    const before = document.querySelector(selector);
    const after = newer.querySelector(selector);
    if (before !== null && after !== null && before.innerHTML !== after.innerHTML) before.innerHTML = after.innerHTML;
  }
  if (!document.body.classList.contains('has-mail')) document.title = newer.title;
}

let etag = '';

async function refresh() {
  try {
    const response = await fetch(location.href, { cache: 'no-store', headers: { 'if-none-match': etag } });
    if (response.status !== 200) return;
    etag = response.headers.get('etag') ?? '';
    bringUpToDate(new DOMParser().parseFromString(await response.text(), 'text/html'));
  } catch {
    // The mailbox is away; what it had is still there to be read.
  }
}

showLocalTimes(document);
setInterval(() => {
  if (!document.hidden) void refresh();
}, REFRESH_MS);
document.addEventListener('visibilitychange', () => {
  if (!document.hidden) void refresh();
});
