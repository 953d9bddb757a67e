import { OrdergraphError, type UserError } from '../client/index.ts';

/** Why something was not done: a code for the program, and the graph's own words. */
export interface Failure {
  readonly code: string;
  readonly message: string;
  /** What is wrong with single entries of a form, by their names. */
  readonly fields: Readonly<Record<string, Pick<Failure, 'code' | 'message'>>>;
}

/** Expected failures of a mutation. One that names an input field belongs to the form's entry of that name. */
export const failureIn = (userErrors: readonly UserError[]): Failure => ({
  code: userErrors[0]?.code ?? 'BAD_RESPONSE',
  message: userErrors.map(({ message }) => message).join(' '),
  fields: Object.fromEntries(userErrors.map((error) => [error.field?.at(-1) ?? '', error])),
});

/** Everything else: what the client throws. */
export function failureOf(error: unknown): Failure {
  if (!(error instanceof OrdergraphError)) return { code: 'UNKNOWN', message: String(error), fields: {} };
  const { code, message, field } = error;
  return { code, message, fields: field === undefined ? {} : { [field.split('.').at(-1) ?? '']: { code, message } } };
}
