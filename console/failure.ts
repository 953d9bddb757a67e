import { OrdergraphError, type UserError } from '../client/index.ts';

/** Why something was not done: a code for the program, and the graph's own words. */
export interface Failure {
  readonly code: string;
  readonly message: string;
  /** What is wrong with single entries of a form, by their names. */
  readonly fields: Readonly<Record<string, Pick<Failure, 'code' | 'message'>>>;
}

/** A form names its entries by the last part of the input's field: `email` for `input.email`. */
const lastOf = (field = ''): string => field.split('.').at(-1) ?? '';

/** Expected failures of a mutation. One that names an input field belongs to the form's entry of that name. */
export const failureIn = (userErrors: readonly UserError[]): Failure => ({
  code: userErrors[0]?.code ?? 'BAD_RESPONSE',
  message: userErrors.map(({ message }) => message).join(' '),
  fields: Object.fromEntries(userErrors.map((error) => [lastOf(error.field), error])),
});

/** Everything else: what the client throws. */
export function failureOf(error: unknown): Failure {
  if (!(error instanceof OrdergraphError)) return { code: 'UNKNOWN', message: String(error), fields: {} };
  const { code, message, field } = error;
  return { code, message, fields: field === undefined ? {} : { [lastOf(field)]: { code, message } } };
}
