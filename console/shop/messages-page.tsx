import { NotificationsDocument } from '../../client/generated/graphql.ts';
import { useTexts } from '../language.tsx';
import { useList } from '../parts/list.tsx';
import { Messages } from '../parts/messages.tsx';
import { Page } from '../parts/page.tsx';
import { client } from '../session.ts';

const LOOK_AGAIN_MS = 10_000;

/** What was written to somebody, as they got it by e-mail. */
export function MessagesPage() {
  const { t } = useTexts();
  const list = useList({
    key: ['messages'],
    path: 'me.notifications',
    ask: (after, call) => client.requestPartial(NotificationsDocument, { first: 20, after }, call),
    of: ({ me }) => me?.notifications,
    pollMs: () => LOOK_AGAIN_MS,
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
