import { showPerson, startBar } from './bar.js';
import { showEditor } from './editor.js';
import { createFetcher } from './fetcher.js';
import { createSession } from './session.js';

const session = createSession(showPerson);
startBar(session);
const place = document.querySelector('#editor');
if (place !== null) showEditor(place, createFetcher(session));
