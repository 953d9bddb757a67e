import type { Deps, Tx } from '../deps.ts';
import type { Decision, SagaEvent } from '../domain/decide.ts';
import { advanceOrder } from './advance-order.ts';
import { lockOrder } from './order-rows.ts';

/**
 * Takes another service's answer about an order, and gives what came of it. An answer that is not waited for changes nothing. Throws for an
 * order that does not exist, since nothing was ever asked about one.
 */
export async function takeAnswer(
  { answerTimes }: Pick<Deps, 'answerTimes'>,
  tx: Tx,
  orderId: string,
  answer: SagaEvent,
): Promise<Decision> {
  const order = await lockOrder(tx, orderId);
  if (order === undefined) throw new Error(`${answer.type} is about order ${orderId}, which does not exist`);
  answerTimes.note(order.askedAt);
  const { decision } = await advanceOrder(tx, order, answer);
  return decision;
}
