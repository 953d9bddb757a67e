import { useEffect, useRef, type ReactNode } from 'react';
import { failureOf } from '../failure.ts';
import type { Answer } from '../graph.ts';
import { useTexts, type TextName } from '../language.tsx';
import { isVisitedNext } from '../route.tsx';

/** A page: its title in the window and as the heading, which has the focus after a change of pages. */
export function Page({ title, aside, children }: { title: string; aside?: ReactNode; children: ReactNode }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · Ordergraph`;
  }, [title]);
  useEffect(() => {
    if (isVisitedNext()) heading.current?.focus();
  }, []);
  return (
    <>
      <header className="heading">
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
        {aside}
      </header>
      {children}
    </>
  );
}

/** A part of a page with a heading of its own. */
export const Section = ({ title, children }: { title: string; children: ReactNode }) => (
  <section className="card" aria-label={title}>
    <h2>{title}</h2>
    {children}
  </section>
);

/** Screen readers say it when it comes: dangers at once, all else when there is a pause. */
export const Notice = ({ kind = 'info', children }: { kind?: 'info' | 'warning' | 'danger'; children: ReactNode }) => (
  <div className={`notice ${kind}`} role={kind === 'danger' ? 'alert' : 'status'}>
    {children}
  </div>
);

/** Figures with their names. */
export const Figures = ({ of }: { of: readonly (readonly [name: string, figure: ReactNode])[] }) => (
  <dl>
    {of.map(([name, figure]) => (
      <div key={name}>
        <dt>{name}</dt>
        <dd>{figure}</dd>
      </div>
    ))}
  </dl>
);

/** Nothing yet, and what to do about it. */
export const Empty = ({ children }: { children: ReactNode }) => <p className="empty">{children}</p>;

/** Whether a service that answers for a part of the page is away: by the path of its field, lists without their places. */
export type IsAway = (path: string) => boolean;

/** What was asked, once it is there; before and beside it, what is wrong. */
export function Loaded<Data>(props: { answer: Answer<Data>; children: (data: Data, isAway: IsAway) => ReactNode }) {
  const { data, error, fetchStatus, refetch } = props.answer;
  const { t, why } = useTexts();
  const paths = data?.errors.map(({ path = [] }) => path.filter((part) => typeof part === 'string').join('.')) ?? [];
  const isAway: IsAway = (wanted) => paths.some((path) => `${wanted}.`.startsWith(`${path}.`));
  if (data === undefined && error === null) {
    const text = fetchStatus === 'paused' ? t('offline') : t('loading');
    return (
      <p className="skeleton" role="status">
        {text}
      </p>
    );
  }
  return (
    <>
      {error !== null && (
        <Notice kind="warning">
          {why(failureOf(error))} {data !== undefined && t('stale')}{' '}
          <button type="button" className="link" onClick={() => void refetch()}>
            {t('tryAgain')}
          </button>
        </Notice>
      )}
      {data !== undefined && props.children(data.data, isAway)}
    </>
  );
}

/** What one service answers for, under a heading if it has a title. While that service is away, this part alone says so. */
export function Part<Value>(props: {
  title?: TextName;
  of: Value | null | undefined;
  away: boolean;
  empty?: TextName;
  children: (value: Value) => ReactNode;
}) {
  const { t } = useTexts();
  const { title, of, away, empty = 'noneYet' } = props;
  const missing = away ? <Notice kind="warning">{t('partAway')}</Notice> : <Empty>{t(empty)}</Empty>;
  const content = of == null ? missing : props.children(of);
  return title === undefined ? content : <Section title={t(title)}>{content}</Section>;
}
