import { settings } from './settings.js';

/** @import { Ask } from './fetcher.js' */

const NAMESPACE = 'ordergraph:';

/**
 * What the editor keeps in this browser, apart for each story: after an update the page opens with the new tabs.
 *
 * @param {string} prefix
 * @returns {Storage}
 */
function storageFor(prefix) {
  const keys = () => Object.keys(localStorage).filter((key) => key.startsWith(prefix));
  return {
    getItem: (key) => localStorage.getItem(prefix + key),
    setItem: (key, value) => localStorage.setItem(prefix + key, value),
    removeItem: (key) => localStorage.removeItem(prefix + key),
    clear: () => keys().forEach((key) => localStorage.removeItem(key)),
    key: (index) => keys()[index] ?? null,
    get length() {
      return keys().length;
    },
  };
}

/** Workers by the names that the editor has for them; each is a file of its own. */
const WORKERS = new Map([
  ['graphql', 'graphql-worker.js'],
  ['json', 'json-worker.js'],
]);

/**
 * Shows the beginning of what a link in the documentation leads to. The editor would stay as far down as the reader was before.
 *
 * @param {Element} place
 */
function readFromTheTop(place) {
  place.addEventListener('click', ({ target }) => {
    if (!(target instanceof Element) || target.closest('.graphiql-doc-explorer a') === null) return;
    requestAnimationFrame(() => document.querySelector('.graphiql-plugin')?.scrollTo(0, 0));
  });
}

/**
 * Shows the editor, with the story in its tabs, or with those that this browser had.
 *
 * @param {Element} place
 * @param {Ask} fetcher
 */
export function showEditor(place, fetcher) {
  const prefix = `${NAMESPACE}${settings.storyId}:`;
  for (const key of Object.keys(localStorage)) {
    if (key.startsWith(NAMESPACE) && !key.startsWith(prefix)) localStorage.removeItem(key);
  }
  const storage = storageFor(prefix);
  const isNew = storage.getItem('graphiql:tabState') === null;
  // How the height is shared between an operation and its variables, until the user moves the line.
  if (isNew) storage.setItem('graphiql:secondaryEditorFlex', '2');
  const [first] = settings.story;
  const linked = new URLSearchParams(location.search).get('query') ?? undefined;
  globalThis.MonacoEnvironment = {
    getWorkerUrl: (_, label) => `/playground/${WORKERS.get(label) ?? 'editor-worker.js'}`,
  };
  readFromTheTop(place);
  globalThis.YogaGraphiQL.renderYogaGraphiQL(place, {
    fetcher,
    storage,
    defaultTabs: settings.story,
    // The editor shows the first tab's variables only when it is told them apart.
    ...(isNew && first !== undefined && { initialQuery: first.query, initialVariables: first.variables }),
    ...(linked !== undefined && { initialQuery: linked, initialVariables: '' }),
    defaultEditorToolsVisibility: 'variables',
    isHeadersEditorEnabled: true,
    // A token that was pasted there is not left behind in the browser.
    shouldPersistHeaders: false,
    showPersistHeadersSettings: false,
    schemaDescription: true,
    inputValueDeprecation: true,
    title: 'Ordergraph',
    // Left to itself, the editor would write every letter into the address of the page.
    onEditQuery: () => undefined,
  });
}
