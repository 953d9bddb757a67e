import { useState, type ChangeEvent, type Key, type ReactNode } from 'react';
import type { GraphqlDocument, Page as Connection } from '../../client/index.ts';
import { useAnswer } from '../graph.ts';
import { useTexts, type TextName } from '../language.tsx';
import { Empty, Loaded, Part } from './page.tsx';

interface ListOptions<Data, Variables, Node> {
  readonly document: GraphqlDocument<Data, Variables>;
  /** What is asked for after a cursor. Another filter begins with the first page. */
  readonly variables: (after: string | null) => NoInfer<Variables>;
  readonly of: (data: Data) => Connection<Node> | null | undefined;
  /** The path of the list in the answer, which tells whether its service is away. */
  readonly path: string;
  readonly pollMs?: number | ((nodes: readonly Node[]) => number);
  readonly draw: (nodes: readonly Node[], data: Data) => ReactNode;
}

/** Draws a list of the graph, live, a page at a time, from its nodes and the whole answer. */
export function useList<Data, Variables, Node>(options: ListOptions<Data, Variables, Node>) {
  const { t } = useTexts();
  const { document, variables, of, path, pollMs, draw } = options;
  const filter = JSON.stringify(variables(null));
  const [place, setPlace] = useState<{ filter: string; cursors: readonly string[] }>({ filter, cursors: [] });
  const cursors = place.filter === filter ? place.cursors : [];
  const answer = useAnswer(
    document,
    variables(cursors.at(-1) ?? null),
    typeof pollMs === 'function' ? (data) => pollMs(of(data)?.nodes ?? []) : pollMs,
  );
  const leaf = (next: readonly string[]) => () => setPlace({ filter, cursors: next });
  return (
    <Loaded answer={answer}>
      {(data) => (
        <Part path={path} of={of(data)}>
          {({ nodes, pageInfo: { hasNextPage, endCursor } }) => (
            <>
              {draw(nodes, data)}
              {(hasNextPage || cursors.length > 0) && (
                <nav className="row end" aria-label={t('pages')}>
                  <button type="button" disabled={cursors.length === 0} onClick={leaf(cursors.slice(0, -1))}>
                    {t('newer')}
                  </button>
                  <button type="button" disabled={!hasNextPage} onClick={leaf([...cursors, endCursor ?? ''])}>
                    {t('older')}
                  </button>
                </nav>
              )}
            </>
          )}
        </Part>
      )}
    </Loaded>
  );
}

/** Rows that have an id keep what is open in them when others come and go. */
const keyOf = (row: unknown, place: number): Key =>
  typeof row === 'object' && row !== null && 'id' in row ? String(row.id) : place;

/** A table whose first column names its rows. */
export function Table<Row>(props: {
  title: string;
  head: readonly TextName[];
  rows: readonly Row[];
  /** Shown instead of an empty table. */
  empty?: string;
  children: (row: Row) => readonly [ReactNode, ...ReactNode[]];
}) {
  const { t } = useTexts();
  const cell = (content: ReactNode, column: number): ReactNode =>
    column === 0 ? (
      <th key={column} scope="row">
        {content}
      </th>
    ) : (
      <td key={column}>{content}</td>
    );
  if (props.rows.length === 0) return <Empty>{props.empty ?? t('noneYet')}</Empty>;
  return (
    <table aria-label={props.title}>
      <thead>
        <tr>
          {props.head.map((name) => (
            <th key={name} scope="col">
              {t(name)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {props.rows.map((row, place) => (
          <tr key={keyOf(row, place)}>{props.children(row).map(cell)}</tr>
        ))}
      </tbody>
    </table>
  );
}

/** Searches for what is typed at once. */
export function Search({ label, onSearch }: { label: TextName; onSearch: (text: string) => void }) {
  const { t } = useTexts();
  const onChange = (event: ChangeEvent<HTMLInputElement>): void => onSearch(event.target.value.trim());
  return (
    <search>
      <input type="search" aria-label={t(label)} placeholder={t(label)} onChange={onChange} />
    </search>
  );
}
