import { callerOf } from '../context.ts';
import type { MutationResolvers } from '../generated/resolvers.ts';
import { deposit } from '../use-cases/deposit.ts';
import { withdraw } from '../use-cases/withdraw.ts';

/** What can be done. */
export const Mutation: MutationResolvers = {
  deposit: (_parent, { input }, context) => deposit(context.deps, callerOf(context), input),
  withdraw: (_parent, { input }, context) => withdraw(context.deps, callerOf(context), input),
};
