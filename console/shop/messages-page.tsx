import { NotificationsDocument } from '../../client/generated/graphql.ts';
import { CALM_MS } from '../graph.ts';
import { useTexts } from '../language.tsx';
import { useList } from '../parts/list.tsx';
import { Messages } from '../parts/messages.tsx';
import { Page } from '../parts/page.tsx';

/** The e-mails that a customer got. */
export function MessagesPage() {
  const { t } = useTexts();
  const list = useList({
    document: NotificationsDocument,
    variables: (after) => ({ first: 20, after }),
    of: ({ me }) => me?.notifications,
    path: 'me.notifications',
    pollMs: CALM_MS,
  });
  return (
    <Page title={t('messages')}>
      <div className="card">
        {list((messages) => (
          <Messages messages={messages} />
        ))}
      </div>
    </Page>
  );
}
