import type { Page, Response } from 'playwright-core';
import { z } from 'zod';

/** The longest that anything on the page may take; a slow machine starts a large editor. */
const SHOWN_LIMIT_MS = 30_000;

/** So much of an answer is always seen, and differs from that of others by an id or a name. */
const START_LENGTH = 80;

/** The playground's editor, as a person uses it. */
export interface Editor {
  /** The names on the tabs, from left to right. */
  tabs(): Promise<string[]>;
  openTab(name: string): Promise<void>;
  /**
   * Presses the button that runs the open tab, and waits until an answer of the graph is shown that has each of these. It is not the last one of the
   * tab, which is shown until it comes.
   */
  run(...expected: readonly string[]): Promise<string>;
  /** The same for what the page says itself, for which it need not ask the graph. */
  runForHint(hint: string): Promise<void>;
  /** The answer as far as it can be seen, as one line. */
  answer(): Promise<string>;
  /** Puts other text into the operation, in place of what is there. */
  write(text: string): Promise<void>;
}

/** A narrow editor breaks lines within words. */
const withoutSpaces = (text: string): string => text.replaceAll(' ', '');

/** Opens the playground and waits until it can be used. */
export async function openEditor(page: Page, url: string): Promise<Editor> {
  await page.goto(url);
  const run = page.locator('.graphiql-execute-button');
  await run.waitFor({ timeout: SHOWN_LIMIT_MS });
  // The editor has asked for the schema and has its documentation then.
  await page.locator('.graphiql-query-editor .view-line').first().waitFor({ timeout: SHOWN_LIMIT_MS });
  const answer = async (): Promise<string> =>
    (await page.locator('.graphiql-response .view-lines').innerText()).replaceAll(/\s+/g, ' ');
  const untilAnswer = async (isShown: (text: string) => boolean, lacks: (text: string) => string): Promise<string> => {
    for (const until = Date.now() + SHOWN_LIMIT_MS; ; await page.waitForTimeout(100)) {
      const text = await answer();
      if (isShown(text)) return text;
      if (Date.now() > until) throw new Error(`The answer has no ${lacks(text)}: ${text}`);
    }
  };
  return {
    tabs: () => page.locator('.graphiql-tab-button').allInnerTexts(),
    openTab: async (name) => {
      await page.locator('.graphiql-tab-button', { hasText: new RegExp(`^${name}$`) }).click();
      await page.locator('.graphiql-tab-active', { hasText: name }).waitFor();
    },
    answer,
    run: async (...expected) => {
      const lacks = (text: string): string[] => expected.filter((part) => !text.includes(part));
      let received = '';
      const note = async (response: Response): Promise<void> => {
        const body: unknown = response.request().method() === 'POST' ? await response.json().catch(() => null) : null;
        const text = JSON.stringify(body, undefined, 2).replaceAll(/\s+/g, ' ');
        if (lacks(text).length === 0) received = withoutSpaces(text).slice(0, START_LENGTH);
      };
      page.on('response', note);
      await run.click();
      const isShown = (text: string): boolean =>
        received !== '' && withoutSpaces(text).startsWith(received) && lacks(text).length === 0;
      const text = await untilAnswer(isShown, (shown) => lacks(shown).join(', '));
      page.off('response', note);
      return text;
    },
    runForHint: async (hint) => {
      await run.click();
      await untilAnswer(
        (text) => text.includes(hint),
        () => hint,
      );
    },
    write: async (text) => {
      await page.locator('.graphiql-query-editor .monaco-editor').first().click();
      await page.keyboard.press('ControlOrMeta+a');
      await page.keyboard.insertText(text);
    },
  };
}

const bodySchema = z.object({ query: z.string() });

/** Notes the operations that a page sends, by their names, with the header of each. */
export function watchQuestions(page: Page): { readonly name: string; readonly authorization: string | undefined }[] {
  const questions: { name: string; authorization: string | undefined }[] = [];
  page.on('request', (request) => {
    if (request.method() !== 'POST') return;
    const { query } = bodySchema.parse(request.postDataJSON());
    const name = /\b(?:query|mutation) (\w+)/.exec(query)?.[1] ?? '';
    questions.push({ name, authorization: request.headers()['authorization'] });
  });
  return questions;
}
