import { createContext, use, useEffect, useRef, type ReactNode } from 'react';
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
export function Section({ title, children }: { title: TextName; children: ReactNode }) {
  const { t } = useTexts();
  return (
    <section className="card" aria-label={t(title)}>
      <h2>{t(title)}</h2>
      {children}
    </section>
  );
}

/** Screen readers say it when it comes: dangers at once, all else when there is a pause. */
export const Notice = ({ kind = 'info', children }: { kind?: 'info' | 'warning' | 'danger'; children: ReactNode }) => (
  <div className={`notice ${kind}`} role={kind === 'danger' ? 'alert' : 'status'}>
    {children}
  </div>
);

/** A figure with its name, in a `dl`. */
export function Figure({ name, children }: { name: TextName; children: ReactNode }) {
  const { t } = useTexts();
  return (
    <div>
      <dt>{t(name)}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** Shown in place of an empty list or part. */
export const Empty = ({ children }: { children: ReactNode }) => <p className="empty">{children}</p>;

const Failed = createContext<readonly string[]>([]);

/** Whether the field at a path could not be answered, such as `order.lines.product`. */
export const useIsAway = (path: string): boolean => use(Failed).some((failed) => `${path}.`.startsWith(`${failed}.`));

/** What was asked, once it is there; before and beside it, what is wrong. */
export function Loaded<Data>({ answer, children }: { answer: Answer<Data>; children: (data: Data) => ReactNode }) {
  const { data, error, fetchStatus, refetch } = answer;
  const { t, why } = useTexts();
  const waiting = t(fetchStatus === 'paused' ? 'offline' : 'loading');
  if (data === undefined && error === null) return <p className="skeleton" role="status" children={waiting} />;
  const failed = data?.errors.map(({ path = [] }) => path.filter((part) => typeof part === 'string').join('.')) ?? [];
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
      {data !== undefined && <Failed value={failed}>{children(data.data)}</Failed>}
    </>
  );
}

/** What one service answers for, under a heading if it has a title. While that service is away, this part alone says so. */
export function Part<Value>(props: {
  title?: TextName;
  /** Where it is in the answer. */
  path: string;
  of: Value | null | undefined;
  empty?: TextName;
  children: (value: Value) => ReactNode;
}) {
  const { t } = useTexts();
  const { title, path, of, empty = 'noneYet' } = props;
  const missing = useIsAway(path) ? <Notice kind="warning">{t('partAway')}</Notice> : <Empty>{t(empty)}</Empty>;
  const content = of == null ? missing : props.children(of);
  return title === undefined ? content : <Section title={title}>{content}</Section>;
}
