import { callerOf } from '../context.ts';
import type { MutationResolvers } from '../generated/resolvers.ts';
import { changePassword } from '../use-cases/change-password.ts';
import { deactivateUser } from '../use-cases/deactivate-user.ts';
import { login } from '../use-cases/login.ts';
import { logout } from '../use-cases/logout.ts';
import { reactivateUser } from '../use-cases/reactivate-user.ts';
import { refreshTokens } from '../use-cases/refresh-tokens.ts';
import { register } from '../use-cases/register.ts';
import { requestPasswordReset } from '../use-cases/request-password-reset.ts';
import { resetPassword } from '../use-cases/reset-password.ts';
import { setUserRole } from '../use-cases/set-user-role.ts';
import { updateProfile } from '../use-cases/update-profile.ts';
import { asProven } from './proven.ts';

/** What can be done about users. */
export const Mutation: MutationResolvers = {
  register: async (_parent, { input }, context) => asProven(context, await register(context.deps, input)),
  login: async (_parent, { input }, context) =>
    asProven(context, await login(context.deps, context.clientAddress, input)),
  refreshTokens: async (_parent, { refreshToken }, context) =>
    asProven(context, await refreshTokens(context.deps, refreshToken)),
  logout: (_parent, { refreshToken }, { deps }) => logout(deps, refreshToken),
  changePassword: (_parent, { input }, context) => changePassword(context.deps, callerOf(context), input),
  requestPasswordReset: (_parent, { email }, { deps }) => requestPasswordReset(deps, email),
  resetPassword: async (_parent, args, context) => asProven(context, await resetPassword(context.deps, args)),
  updateProfile: (_parent, { input }, context) => updateProfile(context.deps, callerOf(context), input),
  setUserRole: (_parent, args, { deps }) => setUserRole(deps, args),
  deactivateUser: (_parent, { userId }, context) => deactivateUser(context.deps, callerOf(context), userId),
  reactivateUser: (_parent, { userId }, { deps }) => reactivateUser(deps, userId),
};
