import {
  ChangePasswordDocument,
  DeactivateUserDocument,
  LoginDocument,
  LogoutDocument,
  MeDocument,
  ReactivateUserDocument,
  RegisterDocument,
  RequestEmailVerificationDocument,
  RequestPasswordResetDocument,
  ResetPasswordDocument,
  SetUserRoleDocument,
  UpdateProfileDocument,
  UserDocument,
  UsersDocument,
  VerifyEmailDocument,
  type ChangePasswordInput,
  type ErrorCode,
  type LoginInput,
  type RegisterInput,
  type Role,
  type TokensFieldsFragment,
  type UpdateProfileInput,
  type UserFieldsFragment,
  type UsersQueryVariables,
} from './generated/graphql.ts';
import type { Page } from './pages.ts';
import { whole, type CallOptions, type Requests } from './requests.ts';
import { resultOf, unwrap, type Result, type ResultOf } from './result.ts';
import type { Session, Tokens } from './session.ts';

/** A user as users see themselves. */
export type User = UserFieldsFragment;

interface WithUser {
  readonly user: User;
}

/** The tokens with the time at which the access token expires. */
export const tokensFrom = ({ accessToken, refreshToken, expiresIn }: TokensFieldsFragment): Tokens => ({
  accessToken,
  refreshToken,
  expiresAt: Date.now() + expiresIn * 1000,
});

/** Signing in and out. */
export interface SigningIn {
  /** Makes a user and signs them in. */
  readonly register: (input: RegisterInput, options?: CallOptions) => ResultOf<'register', WithUser>;
  /**
   * Signs in by e-mail address or username. It sends the last refresh token that this client had, which shows that the device is known:
   * failures from elsewhere do not keep it out. Give one that you kept as `refreshToken`.
   */
  readonly login: (input: LoginInput, options?: CallOptions) => ResultOf<'login', WithUser>;
  /** Forgets the tokens, then ends their session. Where that throws, the session may still be open in the graph. */
  readonly logout: (options?: CallOptions) => Promise<void>;
  /** Mails a one-time token to the address, if it is known. It does not say whether it is. */
  readonly requestPasswordReset: (email: string, options?: CallOptions) => Promise<void>;
  /** Sets a new password by a token from a mail, and ends all sessions. */
  readonly resetPassword: (
    token: string,
    newPassword: string,
    options?: CallOptions,
  ) => ResultOf<'resetPassword', WithUser>;
  /** Confirms the address that a token was mailed to. */
  readonly verifyEmail: (token: string, options?: CallOptions) => ResultOf<'verifyEmail', WithUser>;
}

/** Makes the methods. `request` sends no token: an invalid one would be refused with every request. */
export function signingIn(
  { request }: Requests,
  session: Session,
  lastRefreshToken: () => string | undefined,
): SigningIn {
  const keep = async <Code extends ErrorCode>(
    result: Result<WithUser & { readonly tokens: TokensFieldsFragment }, Code>,
  ): Promise<Result<WithUser, Code>> => {
    if (!result.ok) return result;
    await session.set(tokensFrom(result.tokens));
    return { ok: true, user: result.user };
  };
  return {
    register: async (input, options) => keep(resultOf('register', await request(RegisterDocument, { input }, options))),
    login: async (given, options) => {
      const refreshToken = given.refreshToken ?? lastRefreshToken();
      const input = { ...given, ...(refreshToken !== undefined && { refreshToken }) };
      return keep(resultOf('login', await request(LoginDocument, { input }, options)));
    },
    logout: async (options) => {
      const refreshToken = session.tokens()?.refreshToken;
      await session.set(undefined);
      // Ending a session twice is fine.
      if (refreshToken !== undefined) await request(LogoutDocument, { refreshToken }, { repeatable: true, ...options });
    },
    requestPasswordReset: async (email, options) => {
      unwrap(resultOf('requestPasswordReset', await request(RequestPasswordResetDocument, { email }, options)));
    },
    resetPassword: async (token, newPassword, options) =>
      resultOf('resetPassword', await request(ResetPasswordDocument, { token, newPassword }, options)),
    verifyEmail: async (token, options) =>
      resultOf('verifyEmail', await request(VerifyEmailDocument, { token }, options)),
  };
}

/** Users and their profiles. */
export interface UserMethods {
  /** Returns the signed-in user; null for an anonymous client. */
  readonly me: (options?: CallOptions) => Promise<User | null>;
  /** The signed-in user or, for an admin, any user. */
  readonly user: (id: string, options?: CallOptions) => Promise<User | null>;
  /** For an admin: all users. */
  readonly users: (variables?: UsersQueryVariables, options?: CallOptions) => Promise<Page<User>>;
  /** Ends all other sessions. */
  readonly changePassword: (input: ChangePasswordInput, options?: CallOptions) => ResultOf<'changePassword', WithUser>;
  /** Mails a one-time token for `verifyEmail` to the caller's address. Throws RATE_LIMITED after five within a day. */
  readonly requestEmailVerification: (options?: CallOptions) => Promise<void>;
  /** Changes what is given and leaves the rest. */
  readonly updateProfile: (input: UpdateProfileInput, options?: CallOptions) => ResultOf<'updateProfile', WithUser>;
  /** For an admin: makes a user an admin or a customer. */
  readonly setUserRole: (userId: string, role: Role, options?: CallOptions) => ResultOf<'setUserRole', WithUser>;
  /** For an admin: ends the user's sessions, freezes the accounts and cancels what is not yet confirmed. */
  readonly deactivateUser: (userId: string, options?: CallOptions) => ResultOf<'deactivateUser', WithUser>;
  /** For an admin: lets a user sign in again. */
  readonly reactivateUser: (userId: string, options?: CallOptions) => ResultOf<'reactivateUser', WithUser>;
}

/** Makes the methods. */
export const userMethods = ({ request }: Requests): UserMethods => ({
  me: async (options) => (await request(MeDocument, {}, options)).me,
  user: async (id, options) => (await request(UserDocument, { id }, options)).user,
  users: async (variables = {}, options) => whole((await request(UsersDocument, variables, options)).users, 'users'),
  changePassword: async (input, options) =>
    resultOf('changePassword', await request(ChangePasswordDocument, { input }, options)),
  requestEmailVerification: async (options) => {
    unwrap(resultOf('requestEmailVerification', await request(RequestEmailVerificationDocument, {}, options)));
  },
  updateProfile: async (input, options) =>
    resultOf('updateProfile', await request(UpdateProfileDocument, { input }, options)),
  setUserRole: async (userId, role, options) =>
    resultOf('setUserRole', await request(SetUserRoleDocument, { userId, role }, options)),
  deactivateUser: async (userId, options) =>
    resultOf('deactivateUser', await request(DeactivateUserDocument, { userId }, options)),
  reactivateUser: async (userId, options) =>
    resultOf('reactivateUser', await request(ReactivateUserDocument, { userId }, options)),
});
