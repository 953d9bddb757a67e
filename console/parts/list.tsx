import { useState, type Key, type ReactNode } from 'react';
import type { CallOptions, Page as Connection, PartialAnswer } from '../../client/index.ts';
import { useAnswer, type PollMs } from '../graph.ts';
import { useTexts } from '../language.tsx';
import { Empty, Loaded, Part, type IsAway } from './page.tsx';

interface ListOptions<Data, Node> {
  /** What the list is of, and how it is filtered: another key begins with the first page. */
  readonly key: readonly unknown[];
  /** The path of the list in the answer, which tells whether its service is away. */
  readonly path: string;
  readonly ask: (after: string | null, call: CallOptions) => Promise<PartialAnswer<Data>>;
  readonly of: (data: Data) => Connection<Node> | null | undefined;
  readonly pollMs?: PollMs<readonly Node[]>;
}

/** A list of the graph, live, a page at a time. What it gives draws the list from its nodes and the whole answer. */
export function useList<Data, Node>({ key, path, ask, of, pollMs }: ListOptions<Data, Node>) {
  const { t } = useTexts();
  const name = JSON.stringify(key);
  const [place, setPlace] = useState<{ name: string; cursors: readonly string[] }>({ name, cursors: [] });
  const cursors = place.name === name ? place.cursors : [];
  const after = cursors.at(-1) ?? null;
  const answer = useAnswer(
    [...key, after],
    (call) => ask(after, call),
    (data) => pollMs?.(of(data)?.nodes ?? []),
  );
  const leaf = (next: readonly string[]) => () => setPlace({ name, cursors: next });
  return (draw: (nodes: readonly Node[], data: Data, isAway: IsAway) => ReactNode) => (
    <Loaded answer={answer}>
      {(data, isAway) => (
        <Part of={of(data)} away={isAway(path)}>
          {({ nodes, pageInfo: { hasNextPage, endCursor } }) => (
            <>
              {draw(nodes, data, isAway)}
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

/** A table whose first column names its rows. */
export function Table<Row>(props: {
  title: string;
  head: readonly string[];
  rows: readonly Row[];
  keyOf: (row: Row, place: number) => Key;
  /** What is said instead of an empty table. */
  empty?: string;
  children: (row: Row) => readonly [ReactNode, ...ReactNode[]];
}) {
  const { t } = useTexts();
  const row = ([name, ...cells]: readonly ReactNode[], key: Key): ReactNode => (
    <tr key={key}>
      <th scope="row">{name}</th>
      {cells.map((cell, place) => (
        <td key={place}>{cell}</td>
      ))}
    </tr>
  );
  if (props.rows.length === 0) return <Empty>{props.empty ?? t('noneYet')}</Empty>;
  return (
    <table aria-label={props.title}>
      <thead>
        <tr>
          {props.head.map((name) => (
            <th key={name} scope="col">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>{props.rows.map((each, place) => row(props.children(each), props.keyOf(each, place)))}</tbody>
    </table>
  );
}

/** Where to search: what is typed is searched for at once. */
export const Search = ({ label, onSearch }: { label: string; onSearch: (text: string) => void }) => (
  <search>
    <input
      type="search"
      aria-label={label}
      placeholder={label}
      onChange={({ target }) => onSearch(target.value.trim())}
    />
  </search>
);
