import type { Page } from 'playwright-core';
import { z } from 'zod';

/** The longest that anything on the page may take; a slow machine starts a large editor. */
const SHOWN_LIMIT_MS = 30_000;

/** The playground's editor, as a person uses it. */
export interface Editor {
  /** The names on the tabs, from left to right. */
  tabs(): Promise<string[]>;
  openTab(name: string): Promise<void>;
  /** Presses the button that runs the open tab, and waits until the answer that is shown has each of these. */
  run(...expected: readonly string[]): Promise<string>;
  /** The answer as far as it can be seen, as one line. */
  answer(): Promise<string>;
  /** Puts other text into the operation, in place of what is there. */
  write(text: string): Promise<void>;
}

/** Opens the playground and waits until it can be used. */
export async function openEditor(page: Page, url: string): Promise<Editor> {
  await page.goto(url);
  const run = page.locator('.graphiql-execute-button');
  await run.waitFor({ timeout: SHOWN_LIMIT_MS });
  // The editor has asked for the schema and has its documentation then.
  await page.locator('.graphiql-query-editor .view-line').first().waitFor({ timeout: SHOWN_LIMIT_MS });
  const answer = async (): Promise<string> =>
    (await page.locator('.graphiql-response .view-lines').innerText()).replaceAll(/\s+/g, ' ');
  return {
    tabs: () => page.locator('.graphiql-tab-button').allInnerTexts(),
    openTab: async (name) => {
      await page.locator('.graphiql-tab-button', { hasText: new RegExp(`^${name}$`) }).click();
      await page.locator('.graphiql-tab-active', { hasText: name }).waitFor();
    },
    answer,
    run: async (...expected) => {
      await run.click();
      for (const until = Date.now() + SHOWN_LIMIT_MS; ; await page.waitForTimeout(100)) {
        const text = await answer();
        const missing = expected.filter((part) => !text.includes(part));
        if (missing.length === 0) return text;
        if (Date.now() > until) throw new Error(`The answer has no ${missing.join(', ')}: ${text}`);
      }
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
