import { describe, expect, it } from 'vitest';
import type { MailSummary } from './mail.ts';
import { searchTest } from './search.ts';

const mail: MailSummary = {
  id: '01a1f88b-0fff-72cd-9f37-44c54f7bbda7',
  receivedAt: new Date(0),
  messageId: 'order-7@ordergraph.example',
  from: { name: 'Ordergraph', address: 'shop@ordergraph.example' },
  to: [{ name: 'Ada', address: 'ada@example.com' }],
  subject: 'Your order is confirmed',
  snippet: 'Two enamel mugs',
  language: 'en',
  size: 100,
};

describe('searchTest', () => {
  it.each([
    'to:ada@example.com',
    'to:"ada@example.com"',
    'TO:ADA@EXAMPLE.COM',
    'from:shop subject:confirmed',
    'subject:"order is"',
    'message-id:order-7@',
    'enamel',
    'ada mugs',
    '',
  ])('finds the mail by %j', (query) => {
    expect(searchTest(query)(mail)).toBe(true);
  });

  it.each(['to:bob@example.com', 'from:ada', 'subject:rejected', 'subject:"is order"', 'enamel to:bob'])(
    'does not find it by %j',
    (query) => {
      expect(searchTest(query)(mail)).toBe(false);
    },
  );
});
