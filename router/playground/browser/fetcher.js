import { follow, waitOf } from './follow.js';
import { listAt, textAt } from './json.js';
import { Hint, fillIn } from './placeholders.js';
import { post } from './post.js';

/** @import { Answer, Question } from './post.js' */
/** @import { Session } from './session.js' */

/**
 * Asks for the editor.
 *
 * @callback Ask
 * @param {Question} question
 * @param {{ readonly headers?: Readonly<Record<string, string>> }} [options]
 * @returns {Promise<unknown>}
 */

/**
 * An error as the editor shows one.
 *
 * @param {string} message
 */
const shown = (message) => ({ errors: [{ message }] });

/**
 * Whether an operation may be asked again: a query, or a document with nothing else in it.
 *
 * @param {string} query
 */
const isQueryAlone = (query) => !/^\s*(mutation|subscription)\b/m.test(query);

/**
 * Whether a document has an operation of this name. For a moment after another tab was opened, the editor has the name of the last one.
 *
 * @param {string} query
 * @param {string | null | undefined} name
 */
const hasOperation = (query, name) =>
  name != null && new RegExp(`^\\s*(query|mutation|subscription)\\s+${name}\\b`, 'm').test(query);

/**
 * Whether an answer says that the caller's role is not enough.
 *
 * @param {unknown} body
 */
const isForbidden = (body) =>
  listAt(body, 'errors').some((error) => textAt(error, 'extensions', 'code') === 'FORBIDDEN');

/**
 * How the editor asks: as the signed-in user, unless a tab's own headers say otherwise, with the placeholders filled in, and again while
 * the answer says that something is under way.
 *
 * @param {Session} session
 * @returns {Ask}
 */
export function createFetcher(session) {
  return async (question, { headers = {} } = {}) => {
    const isOwn = Object.keys(headers).some((name) => name.toLowerCase() === 'authorization');

    /** @param {Question} asked @returns {Promise<Answer>} */
    const ask = async (asked) => {
      if (isOwn) return post(asked, headers);
      const before = await session.authorization();
      const answer = await post(asked, { ...headers, ...(before !== undefined && { authorization: before }) });
      if (answer.status !== 401 || before === undefined) return answer;
      await session.renew();
      const after = await session.authorization();
      return post(asked, { ...headers, ...(after !== undefined && { authorization: after }) });
    };

    try {
      const { query, operationName } = question;
      const variables = await fillIn(question.variables, ask);
      const asked = { query, variables, ...(hasOperation(query, operationName) && { operationName }) };
      const { body } = await ask(asked);
      if (isForbidden(body))
        return shown('This is for administrators. Sign in as the administrator, above, and run it again.');
      if (!isOwn) await session.adopt(body);
      if (waitOf(body) === undefined || !isQueryAlone(query)) return body;
      return follow(body, async () => (await ask(asked)).body);
    } catch (error) {
      if (error instanceof Hint) return shown(error.message);
      return shown(`The router did not answer: ${error instanceof Error ? error.message : String(error)}`);
    }
  };
}
