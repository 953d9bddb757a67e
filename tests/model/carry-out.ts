import { bookFaults } from './books.ts';
import type { Command } from './commands.ts';
import { passTime, post, settle } from './message-commands.ts';
import { moveMoney } from './money-commands.ts';
import { demand, place, setActive } from './order-commands.ts';
import type { Run } from './run.ts';
import { settledFaults } from './settled.ts';
import { takeSnapshot } from './snapshot.ts';
import { changeShelf } from './stock-commands.ts';

async function carryOut(run: Run, command: Command): Promise<void> {
  if ('key' in command && command.key !== undefined) run.repeatable.push(command);
  switch (command.do) {
    case 'again': {
      const asked = run.repeatable[command.asked % Math.max(1, run.repeatable.length)];
      return asked === undefined ? undefined : carryOut(run, asked);
    }
    case 'place':
      return place(run, command);
    case 'deposit':
    case 'withdraw':
      return moveMoney(run, command);
    case 'cancel':
    case 'ship':
    case 'deliver':
      return demand(run, command);
    case 'setActive':
      return setActive(run, command);
    case 'setStock':
    case 'adjustStock':
    case 'price':
    case 'archive':
    case 'restore':
    case 'reserve':
    case 'release':
    case 'runOut':
      return changeShelf(run, command);
    case 'carry':
    case 'carryAll':
    case 'repeat':
    case 'lose':
      return post(run, command);
    case 'wait':
    case 'rest':
    case 'missDeadline':
    case 'sweepOrders':
    case 'sweepReservations':
      return passTime(run, command);
    default:
      return command satisfies never;
  }
}

/** Polls all orders and records their statuses. */
async function look({ world, seen }: Run): Promise<void> {
  for (const { id, status } of await world.stored.orders.order.findMany({ select: { id: true, status: true } })) {
    const before = seen.get(id) ?? [];
    if (before.at(-1) !== status) seen.set(id, [...before, status]);
  }
}

/**
 * Executes bursts of commands, one after another, and settles everything. Returns the violations then, and those of money and stock
 * before.
 */
export async function faultsAfter(run: Run, bursts: readonly (readonly Command[])[], seed: number): Promise<string[]> {
  for (const burst of bursts) {
    await Promise.all(burst.map((command) => carryOut(run, command)));
    await look(run);
  }
  const underWay = await bookFaults(run);
  const isSettled = await settle(run, seed);
  const snapshot = await takeSnapshot(run.world);
  return [
    ...underWay.map((fault) => `while orders were under way: ${fault}`),
    ...(isSettled ? [] : ['not everything came to an end']),
    ...(await bookFaults(run)),
    ...settledFaults(run, snapshot),
  ];
}
