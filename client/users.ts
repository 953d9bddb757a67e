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
import { resultOf, unwrap, type Result } from './result.ts';
import type { Session, Tokens } from './session.ts';

/** A user as users see themselves. */
export type User = UserFieldsFragment;

/** What came of a mutation that gives a user. */
type UserResult = Promise<Result<{ readonly user: User }>>;

/** The tokens as they are kept: with the time at which they end. */
export const tokensFrom = ({ accessToken, refreshToken, expiresIn }: TokensFieldsFragment): Tokens => ({
  accessToken,
  refreshToken,
  expiresAt: Date.now() + expiresIn * 1000,
});

/** Signing in and out. */
export interface SigningIn {
  /** Makes a user and signs them in. Fails with EMAIL_TAKEN, USERNAME_TAKEN or WEAK_PASSWORD. */
  readonly register: (input: RegisterInput, options?: CallOptions) => UserResult;
  /** Signs in by e-mail address or username. Fails with INVALID_CREDENTIALS. */
  readonly login: (input: LoginInput, options?: CallOptions) => UserResult;
  /** Forgets the tokens, then ends their session. Where that throws, the session may go on, but this client has no part in it. */
  readonly logout: (options?: CallOptions) => Promise<void>;
  /** Mails a one-time token to the address, if it is known. It does not say whether it is. */
  readonly requestPasswordReset: (email: string, options?: CallOptions) => Promise<void>;
  /** Sets a new password by a token from a mail, and ends all sessions. Fails with INVALID_TOKEN or WEAK_PASSWORD. */
  readonly resetPassword: (token: string, newPassword: string, options?: CallOptions) => UserResult;
  /** Confirms the address that a token was mailed to. Fails with INVALID_TOKEN. */
  readonly verifyEmail: (token: string, options?: CallOptions) => UserResult;
}

/** Makes them. `request` is to send no token: one that is not good any more would be refused whatever is asked. */
export function signingIn({ request }: Requests, session: Session): SigningIn {
  const keep = async (result: Result<{ readonly user: User; readonly tokens: TokensFieldsFragment }>): UserResult => {
    if (!result.ok) return result;
    await session.set(tokensFrom(result.tokens));
    return { ok: true, user: result.user };
  };
  return {
    register: async (input, options) => keep(resultOf((await request(RegisterDocument, { input }, options)).register)),
    login: async (input, options) => keep(resultOf((await request(LoginDocument, { input }, options)).login)),
    logout: async (options) => {
      const refreshToken = session.tokens()?.refreshToken;
      await session.set(undefined);
      // Ending a session twice is fine.
      if (refreshToken !== undefined) await request(LogoutDocument, { refreshToken }, { repeatable: true, ...options });
    },
    requestPasswordReset: async (email, options) => {
      unwrap(resultOf((await request(RequestPasswordResetDocument, { email }, options)).requestPasswordReset));
    },
    resetPassword: async (token, newPassword, options) =>
      resultOf((await request(ResetPasswordDocument, { token, newPassword }, options)).resetPassword),
    verifyEmail: async (token, options) =>
      resultOf((await request(VerifyEmailDocument, { token }, options)).verifyEmail),
  };
}

/** What there is to do with users. */
export interface UserMethods {
  /** Returns the signed-in user; null for an anonymous client. */
  readonly me: (options?: CallOptions) => Promise<User | null>;
  /** Oneself or, for an admin, anybody. */
  readonly user: (id: string, options?: CallOptions) => Promise<User | null>;
  /** For an admin: all users. */
  readonly users: (variables?: UsersQueryVariables, options?: CallOptions) => Promise<Page<User>>;
  /** Ends all other sessions. Fails with INVALID_CREDENTIALS or WEAK_PASSWORD. */
  readonly changePassword: (input: ChangePasswordInput, options?: CallOptions) => UserResult;
  /** Mails a one-time token for `verifyEmail` to the caller's address. Throws RATE_LIMITED after five within a day. */
  readonly requestEmailVerification: (options?: CallOptions) => Promise<void>;
  /** Changes what is given and leaves the rest. */
  readonly updateProfile: (input: UpdateProfileInput, options?: CallOptions) => UserResult;
  /** For an admin: says who is an admin. */
  readonly setUserRole: (userId: string, role: Role, options?: CallOptions) => UserResult;
  /** For an admin: ends the user's sessions, freezes the accounts and cancels what is not yet confirmed. */
  readonly deactivateUser: (userId: string, options?: CallOptions) => UserResult;
  /** For an admin: lets a user in again. */
  readonly reactivateUser: (userId: string, options?: CallOptions) => UserResult;
}

/** Makes them, over one way of asking. */
export const userMethods = ({ request }: Requests): UserMethods => ({
  me: async (options) => (await request(MeDocument, {}, options)).me,
  user: async (id, options) => (await request(UserDocument, { id }, options)).user,
  users: async (variables = {}, options) => whole((await request(UsersDocument, variables, options)).users, 'users'),
  changePassword: async (input, options) =>
    resultOf((await request(ChangePasswordDocument, { input }, options)).changePassword),
  requestEmailVerification: async (options) => {
    unwrap(resultOf((await request(RequestEmailVerificationDocument, {}, options)).requestEmailVerification));
  },
  updateProfile: async (input, options) =>
    resultOf((await request(UpdateProfileDocument, { input }, options)).updateProfile),
  setUserRole: async (userId, role, options) =>
    resultOf((await request(SetUserRoleDocument, { userId, role }, options)).setUserRole),
  deactivateUser: async (userId, options) =>
    resultOf((await request(DeactivateUserDocument, { userId }, options)).deactivateUser),
  reactivateUser: async (userId, options) =>
    resultOf((await request(ReactivateUserDocument, { userId }, options)).reactivateUser),
});
