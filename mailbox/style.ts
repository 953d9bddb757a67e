/** Where the pages' style is served; a file of its own, so that the policy can forbid everything inline. */
export const STYLE_PATH = '/style.css';

/** The look of all pages, light and dark. */
export const STYLE = `
:root { color-scheme: light dark; --ink: light-dark(#1c2430, #e6e9ee); --soft: light-dark(#66707f, #98a2b3);
  --line: light-dark(#e2e6ec, #303845); --paper: light-dark(#ffffff, #171c24); --ground: light-dark(#f5f6f8, #10141a);
  --accent: light-dark(#1f5fbf, #7fb0ff); }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; }
a { color: var(--accent); text-decoration: none; }
a:hover { text-decoration: underline; }
header { display: flex; align-items: baseline; gap: 1.5rem; padding: .9rem 1.5rem; border-bottom: 1px solid var(--line); background: var(--paper); }
.home { font-weight: 650; font-size: 1.1rem; color: var(--ink); }
main { max-width: 62rem; margin: 1.5rem auto; padding: 0 1rem; }
.count, .empty { color: var(--soft); }
.empty { text-align: center; margin-top: 4rem; }
.mails, article { background: var(--paper); border: 1px solid var(--line); border-radius: 8px; }
.mails { list-style: none; margin: 0; padding: 0; overflow: hidden; }
.mails li + li { border-top: 1px solid var(--line); }
.mails a { display: grid; grid-template-columns: 1fr auto; gap: 0 1rem; padding: .7rem 1rem; color: inherit; }
.mails a:hover { background: var(--ground); text-decoration: none; }
.to, .snippet, time { color: var(--soft); font-size: .88rem; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
strong, .snippet { grid-column: 1 / -1; }
article { padding: 1.2rem 1.5rem; }
h1 { margin: 0 0 .8rem; font-size: 1.35rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .1rem 1rem; margin: 0 0 1rem; }
dt { color: var(--soft); }
dd { margin: 0; overflow-wrap: anywhere; }
.tabs { display: flex; gap: 1.2rem; border-bottom: 1px solid var(--line); margin-bottom: 1rem; }
.tabs a { padding: .35rem 0; text-transform: capitalize; }
.tabs [aria-current] { color: var(--ink); border-bottom: 2px solid var(--accent); }
iframe { width: 100%; height: 65vh; border: 1px solid var(--line); border-radius: 6px; background: #fff; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; margin: 0; font: 13px/1.5 ui-monospace, monospace; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; }
th, td { text-align: left; vertical-align: top; padding: .2rem .8rem .2rem 0; overflow-wrap: anywhere; }
th { white-space: nowrap; color: var(--soft); font-weight: 500; }
form { display: flex; gap: .5rem; margin-bottom: 1rem; }
input { flex: 1; }
input, button { font: inherit; padding: .45rem .7rem; border: 1px solid var(--line); border-radius: 6px; background: var(--paper); color: inherit; }
`;
