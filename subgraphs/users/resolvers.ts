import { signedIn } from '#platform/authorization.ts';
import { isFailure } from '#platform/errors.ts';
import type { Failure } from '#platform/errors.ts';
import { id as userId, parseInput } from '#platform/input.ts';
import type { Caller } from '#platform/token.ts';
import type { Context, UserParent } from './context.ts';
import type { Resolvers } from './generated/resolvers.ts';
import { deactivateUser, listUsers, reactivateUser, setUserRole } from './use-cases/administer-users.ts';
import { changePassword, requestPasswordReset, resetPassword } from './use-cases/passwords.ts';
import { updateProfile } from './use-cases/profile.ts';
import { register } from './use-cases/register.ts';
import { login, logout, refreshTokens } from './use-cases/sign-in.ts';
import { requestEmailVerification, verifyEmail } from './use-cases/verify-email.ts';

/** The owners of objects, for `@auth`. */
export const owners = { User: ({ id }: UserParent) => id };

/** A user who has just signed in is the caller for the rest of the request, and so may see their own fields in the response. */
function asProven<Answer extends Failure | { readonly caller: Caller; readonly userErrors: readonly [] }>(
  context: Context,
  answer: Answer,
): Answer {
  if (!isFailure(answer)) context.caller = answer.caller;
  return answer;
}

/** The resolvers of users, by type. */
export const resolvers = {
  Query: {
    me: (_parent, _args, { load }) => load.caller(),
    user: (_parent, { id }, { load }) => load.user(parseInput(userId, id, 'id')),
    users: async (_parent, args, { deps, load }) => load.asCaller(() => listUsers(deps, args)),
  },
  Mutation: {
    register: async (_parent, { input }, context) =>
      asProven(context, await register(context.deps, input, context.clientAddress)),
    login: async (_parent, { input }, context) =>
      asProven(context, await login(context.deps, context.clientAddress, input)),
    refreshTokens: async (_parent, { refreshToken }, context) =>
      asProven(context, await refreshTokens(context.deps, refreshToken, context.clientAddress)),
    logout: (_parent, { refreshToken }, { deps }) => logout(deps, refreshToken),
    changePassword: (_parent, { input }, context) => changePassword(context.deps, signedIn(context), input),
    requestPasswordReset: (_parent, { email }, { deps }) => requestPasswordReset(deps, email),
    resetPassword: async (_parent, args, context) => asProven(context, await resetPassword(context.deps, args)),
    requestEmailVerification: (_parent, _args, context) => requestEmailVerification(context.deps, signedIn(context)),
    verifyEmail: async (_parent, { token }, context) => asProven(context, await verifyEmail(context.deps, token)),
    updateProfile: (_parent, { input }, context) => updateProfile(context.deps, signedIn(context), input),
    setUserRole: (_parent, args, context) => setUserRole(context.deps, signedIn(context), args),
    deactivateUser: (_parent, { userId: id }, context) => deactivateUser(context.deps, signedIn(context), id),
    reactivateUser: (_parent, { userId: id }, context) => reactivateUser(context.deps, signedIn(context), id),
  },
  User: {
    // A reference proves nothing: callers who may not see the user get null.
    __resolveReference: async ({ id }, { load }) => load.user(id),
  },
} satisfies Resolvers;
