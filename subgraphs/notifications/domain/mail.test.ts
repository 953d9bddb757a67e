import { describe, expect, test } from 'vitest';
import { composeMail } from './mail.ts';
import type { Letter } from './mail.ts';

const sender = { domain: 'orders.example', publicUrl: 'https://orders.example' };
const letter = (wish: Partial<Letter> = {}): Letter => ({
  id: '01980000-0000-7000-8000-000000000000',
  sending: 1,
  email: 'ada@example.com',
  locale: 'EN',
  subject: 'A subject',
  message: 'First paragraph.\n\nSecond,\nin two lines.',
  token: undefined,
  ...wish,
});

describe('a mail', () => {
  test('has the same text in both forms, with a greeting without a name, and sender', () => {
    const { text, html, language } = composeMail(letter(), sender);
    expect(text).toBe('Hello,\n\nFirst paragraph.\n\nSecond,\nin two lines.\n\nOrdergraph\nhttps://orders.example\n');
    const bare = html
      .slice(html.indexOf('<h1'))
      .replaceAll('<br>', '\n')
      .replaceAll(/<[^>]+>/g, '');
    for (const part of [
      'Hello,',
      'First paragraph.',
      'Second,\nin two lines.',
      'Ordergraph',
      'https://orders.example',
    ]) {
      expect(bare).toContain(part);
    }
    expect(language).toBe('en');
  });

  test('keeps its Message-ID at every attempt, and has another when it is asked for again', () => {
    const ids = [letter(), letter({ subject: 'Otherwise' }), letter({ sending: 2 })].map(
      (each) => composeMail(each, sender).messageId,
    );
    expect(ids[0]).toBe('01980000-0000-7000-8000-000000000000@orders.example');
    expect(ids[1]).toBe(ids[0]);
    expect(ids[2]).not.toBe(ids[0]);
  });

  test('shows a token where there is one', () => {
    const { text, html } = composeMail(letter({ token: 'abc-123', locale: 'RU' }), sender);
    expect(text).toContain('Введите этот код там, где вы его запросили:\n\nabc-123\n');
    expect(html).toContain('>abc-123</p>');
    expect(composeMail(letter(), sender).text).not.toContain('token');
  });

  test('shows markup in texts as it was typed', () => {
    const typed = `<img src=x onerror="alert('1')"> & co`;
    const { html, text } = composeMail(letter({ subject: typed, message: typed }), sender);
    expect(text).toContain(typed);
    expect(html).not.toContain('<img');
    expect(html.split('&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt; &amp; co')).toHaveLength(4);
  });

  test('has one line as its subject', () => {
    const { subject } = composeMail(letter({ subject: 'Hi\r\nBcc: all@example.com' }), sender);
    expect(subject).toBe('Hi Bcc: all@example.com');
  });
});
