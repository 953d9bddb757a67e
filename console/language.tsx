import { createContext, use, useEffect, useMemo, type ReactNode } from 'react';
import type { Locale } from '../client/index.ts';
import type { Failure } from './failure.ts';
import { createKept, useKept } from './kept.ts';
import type { Money } from './money.ts';
import { usePerson } from './person.tsx';
import texts from './texts.json' with { type: 'json' };

/** The name of a text. Those in capitals are values of the graph. */
export type TextName = keyof typeof texts.texts;

/** By code. The graph's own messages, which are English, stand in where there is none. */
const FAILURES: Partial<Record<string, Partial<Record<Locale, string>>>> = texts.failures;

const chosen = createKept('language', (value): value is Locale => value === 'EN' || value === 'RU');

/** The person's language, else the one chosen in this browser, else the browser's. */
export function useLanguage(): { readonly language: Locale; readonly choose: (language: Locale) => void } {
  const person = usePerson();
  const here = useKept(chosen);
  const language = person?.locale ?? here ?? (navigator.language.startsWith('ru') ? 'RU' : 'EN');
  return { language, choose: chosen.write };
}

/** Intl reads amounts exactly, but only takes strings that it knows to be numbers. */
const isNumeric = (text: string): text is `${number}` => /^-?\d+(\.\d+)?$/.test(text);

function textsIn(language: Locale) {
  // English of which country: that of the browser.
  const locale = navigator.languages.find((name) => name.startsWith(language.toLowerCase())) ?? language.toLowerCase();
  const times = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' });
  return {
    language,
    /** A text, with what is filled in. */
    t: (name: TextName, values: Readonly<Record<string, string | number>> = {}): string =>
      texts.texts[name][language].replaceAll(/\{(\w+)\}/g, (_, key: string) => String(values[key] ?? '')),
    /** An amount of money, exactly. */
    money: ({ amount, currency }: Money): string => {
      const format = new Intl.NumberFormat(locale, { style: 'currency', currency, currencyDisplay: 'narrowSymbol' });
      return isNumeric(amount) ? format.format(amount) : amount;
    },
    /** A moment, in the person's own time zone. */
    time: (instant: string): string => times.format(new Date(instant)),
    /** The reason of a failure. */
    why: ({ code, message }: Pick<Failure, 'code' | 'message'>): string => FAILURES[code]?.[language] ?? message,
  };
}

const Context = createContext(textsIn('EN'));

/** Texts, amounts and times as the person reads them. */
export const useTexts = (): ReturnType<typeof textsIn> => use(Context);

/** Gives all components inside the person's language. */
export function LanguageProvider({ children }: { children: ReactNode }) {
  const { language } = useLanguage();
  const value = useMemo(() => textsIn(language), [language]);
  useEffect(() => {
    document.documentElement.lang = language.toLowerCase();
  }, [language]);
  return <Context value={value}>{children}</Context>;
}
