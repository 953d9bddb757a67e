import type { MailSummary, Person } from './mail.ts';

type Test = (mail: MailSummary) => boolean;

const contains = (text: string, wanted: string): boolean => text.toLowerCase().includes(wanted);
const names = ({ name, address }: Person, wanted: string): boolean => contains(`${name} <${address}>`, wanted);

function testOf(field: string, wanted: string): Test {
  switch (field) {
    case 'to':
      return (mail) => mail.to.some((person) => names(person, wanted));
    case 'from':
      return (mail) => mail.from !== undefined && names(mail.from, wanted);
    case 'subject':
      return (mail) => contains(mail.subject, wanted);
    case 'message-id':
      return (mail) => contains(mail.messageId, wanted);
    default:
      return (mail) =>
        [mail.subject, mail.snippet].some((text) => contains(text, wanted)) ||
        [...mail.to, ...(mail.from ? [mail.from] : [])].some((person) => names(person, wanted));
  }
}

// A word or a "quoted phrase", optionally after a field name.
const TERM = /(?:(?<field>to|from|subject|message-id):)?(?:"(?<phrase>[^"]*)"|(?<word>\S+))/gi;

/**
 * Parses a query in Mailpit's syntax into a predicate: all words must occur; `to:`, `from:`, `subject:` and `message-id:` limit a word to a
 * field; quotes enclose a phrase. Case is ignored.
 */
export function searchTest(query: string): Test {
  const tests = Array.from(query.matchAll(TERM), ({ groups }) =>
    testOf(groups?.['field']?.toLowerCase() ?? '', (groups?.['phrase'] ?? groups?.['word'] ?? '').toLowerCase()),
  );
  return (mail) => tests.every((test) => test(mail));
}
