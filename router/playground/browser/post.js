/**
 * @typedef {object} Question
 * @property {string} query
 * @property {unknown} [variables]
 * @property {string | null} [operationName]
 */

/**
 * What came back: `body` is GraphQL's answer, or whatever it was.
 *
 * @typedef {{ readonly status: number, readonly body: unknown }} Answer
 */

/**
 * Asks the router. Rejects without a response, or for one that is not JSON.
 *
 * @param {Question} question
 * @param {Readonly<Record<string, string>>} [headers]
 * @returns {Promise<Answer>}
 */
export async function post(question, headers = {}) {
  const response = await fetch('/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json', ...headers },
    body: JSON.stringify(question),
  });
  return { status: response.status, body: await response.json() };
}
