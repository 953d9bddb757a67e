const COLUMNS = 106;

/** What the launcher's styles are (ECMA-48, "Select graphic rendition"), in the colours of a dark terminal. */
const STYLES: ReadonlyMap<string, string> = new Map([
  ['1', 'font-weight:bold;color:#f8fafc'],
  ['2', 'color:#94a3b8'],
  ['31', 'color:#fca5a5'],
  ['32', 'color:#86efac'],
  ['33', 'color:#fde68a'],
  ['36', 'color:#67e8f9'],
]);

const CLEAR_LINE = '\r\u001B[K';

const escaped = (text: string): string =>
  text.replaceAll(/[&<>]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[sign] ?? sign);

/** A line as it stands in the end: what was written after it was cleared last. */
const settled = (line: string): string => line.slice(line.lastIndexOf(CLEAR_LINE) + 1).replace(/^\u001B\[K|\r$/g, '');

function styled(line: string): string {
  const open: string[] = [];
  const parts = line.split(/\u001B\[([\d;]*)m/);
  const html = parts.map((part, index) => {
    if (index % 2 === 0)
      return open.length === 0 ? escaped(part) : `<span style="${open.join(';')}">${escaped(part)}</span>`;
    const style = STYLES.get(part);
    if (style === undefined) open.pop();
    else open.push(style);
    return '';
  });
  return html.join('');
}

/** A page that shows what a program has written to a terminal, after the command that started it. */
export function terminalPage(command: string, output: string): string {
  const lines = output.split('\n').map((line) => styled(settled(line)));
  return `<!doctype html><meta charset="utf-8"><style>
    body { margin: 0; display: inline-block; background: #0f172a; }
    pre { margin: 0; padding: 22px 28px; width: ${COLUMNS}ch; white-space: pre-wrap; overflow-wrap: anywhere; color: #cbd5e1;
      font: 14px/1.5 'DejaVu Sans Mono', ui-monospace, monospace; }
    b { color: #67e8f9; }
  </style><pre><b>$</b> ${escaped(command)}\n${lines.join('\n').trimEnd()}</pre>`;
}
