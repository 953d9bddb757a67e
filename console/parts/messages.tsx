import type { ReactNode } from 'react';
import type { Notification } from '../../client/index.ts';
import { useTexts } from '../language.tsx';
import { client } from '../session.ts';
import { ActButton } from './dialog.tsx';
import { Empty } from './page.tsx';

type Listed = Omit<Notification, 'sentAt'> & { readonly failureReason?: string | null };

/** Messages, newest first, each to be opened. Their reader marks them as read, the desk may send them again. */
export function Messages({ messages, isDesk = false }: { messages: readonly Listed[]; isDesk?: boolean }) {
  const { t, time } = useTexts();
  if (messages.length === 0) return <Empty>{t('noneYet')}</Empty>;
  const draw = ({ id, subject, status, message, createdAt, readAt, failureReason }: Listed): ReactNode => (
    <li key={id}>
      <details>
        <summary className={readAt === null && !isDesk ? 'unread' : ''}>
          {subject} <small>{time(createdAt)}</small> {isDesk && <span className="badge">{t(status)}</span>}
        </summary>
        <p className="letter">{message}</p>
        {failureReason != null && <p className="fault">{failureReason}</p>}
        {isDesk ? (
          <ActButton label="resend" about={subject} run={() => client.resendNotification(id)} said="sentAgain" />
        ) : (
          readAt === null && <ActButton label="markRead" about={subject} run={() => client.markNotificationRead(id)} />
        )}
      </details>
    </li>
  );
  return <ul className="plain">{messages.map(draw)}</ul>;
}
