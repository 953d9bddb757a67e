import type { Notification } from '../../client/index.ts';
import { useTexts } from '../language.tsx';
import { client } from '../session.ts';
import { ActButton } from './dialog.tsx';
import { Empty } from './page.tsx';

type Listed = Omit<Notification, 'sentAt'> & { readonly failureReason?: string | null };

/** One message: its reader may mark it as read, the desk may send it once more. */
function Message({ message, isDesk }: { message: Listed; isDesk: boolean }) {
  const { t, time } = useTexts();
  const { id, subject, readAt } = message;
  const isUnread = readAt === null && !isDesk;
  return (
    <li>
      <details>
        <summary className={isUnread ? 'unread' : ''}>
          {subject} <small>{time(message.createdAt)}</small>{' '}
          {isDesk && <span className="badge">{t(message.status)}</span>}
        </summary>
        <p className="letter">{message.message}</p>
        {message.failureReason != null && <p className="fault">{message.failureReason}</p>}
        {isUnread && <ActButton label="markRead" about={subject} run={() => client.markNotificationRead(id)} />}
        {isDesk && (
          <ActButton label="resend" about={subject} run={() => client.resendNotification(id)} said="sentAgain" />
        )}
      </details>
    </li>
  );
}

/** Messages, newest first, each to be opened. */
export function Messages({ messages, isDesk = false }: { messages: readonly Listed[]; isDesk?: boolean }) {
  const { t } = useTexts();
  if (messages.length === 0) return <Empty>{t('noneYet')}</Empty>;
  return (
    <ul className="plain">
      {messages.map((message) => (
        <Message key={message.id} message={message} isDesk={isDesk} />
      ))}
    </ul>
  );
}
