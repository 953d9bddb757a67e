import { english } from './languages/english.ts';
import { russian } from './languages/russian.ts';
import type { Language, Locale, Notice, Writing } from './notice.ts';

/** The texts of each language. */
export const LANGUAGES: Readonly<Record<Locale, Language>> = { EN: english, RU: russian };

/** Returns a text as one line. A subject with a line break in it would be a header of the sender's choice (CWE-93). */
export const oneLine = (text: string): string => text.replaceAll(/[\s\p{Cc}\u2028\u2029]+/gu, ' ').trim();

/** Writes about an event in a language. */
export function writeNotice(notice: Notice, locale: Locale): Writing {
  const { subject, message } = inWords(notice, LANGUAGES[locale]);
  return { subject: oneLine(subject), message };
}

function inWords(notice: Notice, language: Language): Writing {
  if (notice.type === 'WELCOME') return language.welcome();
  if (notice.type === 'PASSWORD_RESET') return language.passwordReset(new Date(notice.expiresAt));
  if (notice.type === 'EMAIL_VERIFICATION') return language.emailVerification(new Date(notice.expiresAt));
  const { subject, message } = language.orders[notice.type](notice);
  const lines = notice.lines?.map(
    ({ quantity, name, total }) =>
      `${quantity} × ${oneLine(name)}${total === null ? '' : `: ${language.money(total)}`}`,
  );
  return { subject, message: lines ? `${message}\n\n${[language.linesLabel, ...lines].join('\n')}` : message };
}
