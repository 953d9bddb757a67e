import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { UserParent, Context } from '../context.ts';
export type Maybe<T> = T | null | undefined;
export type InputMaybe<T> = T | null | undefined;
export type Omit<T, K extends keyof T> = Pick<T, Exclude<keyof T, K>>;
export type RequireFields<T, K extends keyof T> = Omit<T, K> & { [P in K]-?: NonNullable<T[P]> };
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string; }
  String: { input: string; output: string; }
  Boolean: { input: boolean; output: boolean; }
  Int: { input: number; output: number; }
  Float: { input: number; output: number; }
  /** An instant in UTC as RFC 3339 writes it: 2026-03-01T09:30:00.000Z. */
  DateTime: { input: Date; output: Date; }
  /** An e-mail address in whatever script: ada@example.com. It is kept as it is written; compared are its letters whatever their case, and its domain in ASCII. */
  EmailAddress: { input: string; output: string; }
  _FieldSet: { input: string; output: string; }
};

/** The outcome of signing in. */
export type AuthPayload = {
  __typename?: 'AuthPayload';
  /** The tokens of the session. Null when there are user errors. */
  tokens?: Maybe<Tokens>;
  /** Who is signed in now. Null when there are user errors. */
  user?: Maybe<User>;
  /** Why nothing was done. Empty when it was. */
  userErrors: Array<UserError>;
};

/** A change of password by somebody who knows the current one. */
export type ChangePasswordInput = {
  /** The password until now. */
  currentPassword: Scalars['String']['input'];
  /** The password from now on, under the rules of registration. */
  newPassword: Scalars['String']['input'];
};

/** The expected failures of mutations. */
export type ErrorCode =
  /** Another user has this e-mail address, in whatever case. */
  | 'EMAIL_TAKEN'
  /** The login or the password is wrong, or the user is deactivated. It does not say which. */
  | 'INVALID_CREDENTIALS'
  /** The object is in a state that does not allow this step. */
  | 'INVALID_STATE'
  /** The refresh token or the one-time token from a mail is unknown, expired, used or revoked. */
  | 'INVALID_TOKEN'
  /** No such object, or it is not one the caller may act on. */
  | 'NOT_FOUND'
  /** Another user has this username, in whatever case. */
  | 'USERNAME_TAKEN'
  /** The password is too short, too long, the user's own name or address, or among the most common ones. */
  | 'WEAK_PASSWORD';

/** A language in which users are written to. */
export type Locale =
  /** English. */
  | 'EN'
  /** Russian. */
  | 'RU';

/** Who signs in, and how they prove it. */
export type LoginInput = {
  /** The e-mail address or the username, in whatever case. */
  login: Scalars['String']['input'];
  /** The password. */
  password: Scalars['String']['input'];
  /**
   * The refresh token that this device was given last, used or not, if it has one. It shows that the device has signed in before, so that
   * what others fail at from elsewhere does not keep it out.
   */
  refreshToken?: InputMaybe<Scalars['String']['input']>;
};

/** What can be done. Each field is one intention, and either happens whole or not at all. */
export type Mutation = {
  __typename?: 'Mutation';
  /** Changes the caller's password and ends their other sessions. Fails with INVALID_CREDENTIALS or WEAK_PASSWORD. */
  changePassword?: Maybe<UserPayload>;
  /**
   * Shuts a user out: ends their sessions, freezes their accounts and cancels their orders that are not yet confirmed. Fails
   * with NOT_FOUND or INVALID_STATE. For administrators.
   */
  deactivateUser?: Maybe<UserPayload>;
  /**
   * Signs a user in by e-mail address or username. Fails with INVALID_CREDENTIALS, without saying which part is wrong. After many failures it is
   * RATE_LIMITED for where they came from, and not for devices that have signed in before.
   */
  login?: Maybe<AuthPayload>;
  /** Ends the session that a refresh token belongs to. Ending it again, or one that never was, is fine too. */
  logout?: Maybe<OkPayload>;
  /** Lets a deactivated user in again and thaws their accounts. Fails with NOT_FOUND. For administrators. */
  reactivateUser?: Maybe<UserPayload>;
  /**
   * Gives new tokens for a refresh token, which is thereby used up. Using one a second time ends its whole session. Fails with
   * INVALID_TOKEN.
   */
  refreshTokens?: Maybe<AuthPayload>;
  /** Makes a customer and signs them in. Fails with EMAIL_TAKEN, USERNAME_TAKEN or WEAK_PASSWORD; RATE_LIMITED while too many register. */
  register?: Maybe<AuthPayload>;
  /**
   * Mails a one-time token to the caller's address, for `verifyEmail`. Is ok, and mails nothing, where the address is confirmed already;
   * RATE_LIMITED after five within a day.
   */
  requestEmailVerification?: Maybe<OkPayload>;
  /** Mails a one-time token to the address if a user has it. Always answers ok, so that nobody learns who has an account. */
  requestPasswordReset?: Maybe<OkPayload>;
  /** Sets a new password with a one-time token from the mail and ends all sessions. Fails with INVALID_TOKEN or WEAK_PASSWORD. */
  resetPassword?: Maybe<UserPayload>;
  /** Makes a user an administrator or a customer. Fails with NOT_FOUND or INVALID_STATE. For administrators. */
  setUserRole?: Maybe<UserPayload>;
  /** Changes what the caller says of themselves. What is left out stays; what is null is cleared. */
  updateProfile?: Maybe<UserPayload>;
  /** Confirms the address that a one-time token was mailed to, whoever brings the token. Fails with INVALID_TOKEN. */
  verifyEmail?: Maybe<UserPayload>;
};


/** What can be done. Each field is one intention, and either happens whole or not at all. */
export type MutationChangePasswordArgs = {
  input: ChangePasswordInput;
};


/** What can be done. Each field is one intention, and either happens whole or not at all. */
export type MutationDeactivateUserArgs = {
  userId: Scalars['ID']['input'];
};


/** What can be done. Each field is one intention, and either happens whole or not at all. */
export type MutationLoginArgs = {
  input: LoginInput;
};


/** What can be done. Each field is one intention, and either happens whole or not at all. */
export type MutationLogoutArgs = {
  refreshToken: Scalars['String']['input'];
};


/** What can be done. Each field is one intention, and either happens whole or not at all. */
export type MutationReactivateUserArgs = {
  userId: Scalars['ID']['input'];
};


/** What can be done. Each field is one intention, and either happens whole or not at all. */
export type MutationRefreshTokensArgs = {
  refreshToken: Scalars['String']['input'];
};


/** What can be done. Each field is one intention, and either happens whole or not at all. */
export type MutationRegisterArgs = {
  input: RegisterInput;
};


/** What can be done. Each field is one intention, and either happens whole or not at all. */
export type MutationRequestPasswordResetArgs = {
  email: Scalars['EmailAddress']['input'];
};


/** What can be done. Each field is one intention, and either happens whole or not at all. */
export type MutationResetPasswordArgs = {
  newPassword: Scalars['String']['input'];
  token: Scalars['String']['input'];
};


/** What can be done. Each field is one intention, and either happens whole or not at all. */
export type MutationSetUserRoleArgs = {
  role: Role;
  userId: Scalars['ID']['input'];
};


/** What can be done. Each field is one intention, and either happens whole or not at all. */
export type MutationUpdateProfileArgs = {
  input: UpdateProfileInput;
};


/** What can be done. Each field is one intention, and either happens whole or not at all. */
export type MutationVerifyEmailArgs = {
  token: Scalars['String']['input'];
};

/** The outcome of a mutation that has nothing to show. */
export type OkPayload = {
  __typename?: 'OkPayload';
  /** Whether it was done. False when there are user errors. */
  ok: Scalars['Boolean']['output'];
  /** Why nothing was done. Empty when it was. */
  userErrors: Array<UserError>;
};

/** Where a page lies in its list, and what to pass to go on. */
export type PageInfo = {
  __typename?: 'PageInfo';
  /** The cursor of the page's last entry, to pass as `after` for the next page. Null on an empty page. */
  endCursor?: Maybe<Scalars['String']['output']>;
  /** Whether more entries follow this page. */
  hasNextPage: Scalars['Boolean']['output'];
  /** Whether entries come before this page. */
  hasPreviousPage: Scalars['Boolean']['output'];
  /** The cursor of the page's first entry. Null on an empty page. */
  startCursor?: Maybe<Scalars['String']['output']>;
};

/** What can be asked. */
export type Query = {
  __typename?: 'Query';
  /** The caller. Null for an anonymous one. */
  me?: Maybe<User>;
  /** A user by id: oneself, or anyone for an administrator. Null where there is none or the caller may not see them. */
  user?: Maybe<User>;
  /** All users, for administrators. */
  users?: Maybe<UserConnection>;
};


/** What can be asked. */
export type QueryUserArgs = {
  id: Scalars['ID']['input'];
};


/** What can be asked. */
export type QueryUsersArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  search?: InputMaybe<Scalars['String']['input']>;
};

/** A new user, as they describe themselves. */
export type RegisterInput = {
  /** Where the user gets mail, and what they may sign in with. */
  email: Scalars['EmailAddress']['input'];
  /** The given name. */
  firstName?: InputMaybe<Scalars['String']['input']>;
  /** The family name. */
  lastName?: InputMaybe<Scalars['String']['input']>;
  /** The language of the mail the user gets. English where it is left out. */
  locale?: InputMaybe<Locale>;
  /** From 8 to 128 characters, neither one's own name or address nor one of the most common passwords. There are no other rules. */
  password: Scalars['String']['input'];
  /** A telephone number. */
  phone?: InputMaybe<Scalars['String']['input']>;
  /**
   * The name to sign in with and be shown by: at most 64 visible letters, digits and ASCII signs but @, in one direction of writing
   * (RFC 8265, UsernameCaseMapped).
   */
  username: Scalars['String']['input'];
};

/** What a user may do. */
export type Role =
  /** Runs the shop: sees everything and keeps products, stock, orders and users. */
  | 'ADMIN'
  /** Buys: sees and changes only what is their own. */
  | 'CUSTOMER';

/** What a session is held by. */
export type Tokens = {
  __typename?: 'Tokens';
  /** Goes into the header `Authorization: Bearer …` of each request. A JWT, valid for a quarter of an hour. */
  accessToken: Scalars['String']['output'];
  /** The seconds for which the access token is valid from now. */
  expiresIn: Scalars['Int']['output'];
  /** Gets the next tokens from `refreshTokens`, once. Keep it secret. */
  refreshToken: Scalars['String']['output'];
  /** How the access token is sent: always Bearer. */
  tokenType: Scalars['String']['output'];
};

/** What a user changes about themselves. What is left out stays; what is null is cleared. */
export type UpdateProfileInput = {
  /** The given name. */
  firstName?: InputMaybe<Scalars['String']['input']>;
  /** The family name. */
  lastName?: InputMaybe<Scalars['String']['input']>;
  /** The language of the mail the user gets. Null leaves it as it is. */
  locale?: InputMaybe<Locale>;
  /** A telephone number. */
  phone?: InputMaybe<Scalars['String']['input']>;
};

/** A person who can sign in: a customer or an administrator. */
export type User = {
  __typename?: 'User';
  /** Whether the user may sign in. False once an administrator has deactivated them. */
  active: Scalars['Boolean']['output'];
  /** When the user registered. */
  createdAt: Scalars['DateTime']['output'];
  /** Where the user gets mail, and what they may sign in with. Unique whatever the case of its letters. */
  email: Scalars['EmailAddress']['output'];
  /** Whether the user has shown, by a token from a mail, that the address is theirs. */
  emailVerified: Scalars['Boolean']['output'];
  /** The given name, as the user wrote it. */
  firstName?: Maybe<Scalars['String']['output']>;
  /** Identifies the user for good. */
  id: Scalars['ID']['output'];
  /** The family name, as the user wrote it. */
  lastName?: Maybe<Scalars['String']['output']>;
  /** The language of the mail the user gets. */
  locale: Locale;
  /** A telephone number, as the user wrote it. */
  phone?: Maybe<Scalars['String']['output']>;
  /** What the user may do. */
  role: Role;
  /** The name the user signs in with and is shown by. Holds no @ and is unique whatever the case of its letters. */
  username: Scalars['String']['output'];
};

/** A page of users, newest first. */
export type UserConnection = {
  __typename?: 'UserConnection';
  /** The users of the page, each with its cursor. */
  edges: Array<UserEdge>;
  /** The users of the page. */
  nodes: Array<User>;
  /** Where the page lies in the list. */
  pageInfo: PageInfo;
};

/** A user in a page. */
export type UserEdge = {
  __typename?: 'UserEdge';
  /** Marks this place in the list, to pass as `after`. */
  cursor: Scalars['String']['output'];
  /** A user itself. */
  node: User;
};

/**
 * An expected failure of a mutation: why it did not do what was asked. A payload holds either its result or at least one of
 * these.
 */
export type UserError = {
  __typename?: 'UserError';
  /** What went wrong, for programs. */
  code: ErrorCode;
  /** The path in the arguments to what caused it, for example [input, email]. Null where no single argument did. */
  field?: Maybe<Array<Scalars['String']['output']>>;
  /** What went wrong, for people, in English. */
  message: Scalars['String']['output'];
};

/** The outcome of a mutation on a user. */
export type UserPayload = {
  __typename?: 'UserPayload';
  /** The user as it is now. Null when there are user errors. */
  user?: Maybe<User>;
  /** Why nothing was done. Empty when it was. */
  userErrors: Array<UserError>;
};



export type ResolverTypeWrapper<T> = Promise<T> | T;

export type ReferenceResolver<TResult, TReference, TContext> = (
      reference: TReference,
      context: TContext,
      info: GraphQLResolveInfo
    ) => Promise<TResult> | TResult;

      type ScalarCheck<T, S> = S extends true ? T : NullableCheck<T, S>;
      type NullableCheck<T, S> = Maybe<T> extends T ? Maybe<ListCheck<NonNullable<T>, S>> : ListCheck<T, S>;
      type ListCheck<T, S> = T extends (infer U)[] ? NullableCheck<U, S>[] : GraphQLRecursivePick<T, S>;
      export type GraphQLRecursivePick<T, S> = { [K in keyof T & keyof S]: ScalarCheck<T[K], S[K]> };
    

export type ResolverWithResolve<TResult, TParent, TContext, TArgs> = {
  resolve: ResolverFn<TResult, TParent, TContext, TArgs>;
};
export type Resolver<TResult, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = ResolverFn<TResult, TParent, TContext, TArgs> | ResolverWithResolve<TResult, TParent, TContext, TArgs>;

export type ResolverFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => Promise<TResult> | TResult;

export type SubscriptionSubscribeFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => AsyncIterable<TResult> | Promise<AsyncIterable<TResult>>;

export type SubscriptionResolveFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;

export interface SubscriptionSubscriberObject<TResult, TKey extends string, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<{ [key in TKey]: TResult }, TParent, TContext, TArgs>;
  resolve?: SubscriptionResolveFn<TResult, { [key in TKey]: TResult }, TContext, TArgs>;
}

export interface SubscriptionResolverObject<TResult, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<any, TParent, TContext, TArgs>;
  resolve: SubscriptionResolveFn<TResult, any, TContext, TArgs>;
}

export type SubscriptionObject<TResult, TKey extends string, TParent, TContext, TArgs> =
  | SubscriptionSubscriberObject<TResult, TKey, TParent, TContext, TArgs>
  | SubscriptionResolverObject<TResult, TParent, TContext, TArgs>;

export type SubscriptionResolver<TResult, TKey extends string, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> =
  | ((...args: any[]) => SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>)
  | SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>;

export type TypeResolveFn<TTypes, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (
  parent: TParent,
  context: TContext,
  info: GraphQLResolveInfo
) => Maybe<TTypes> | Promise<Maybe<TTypes>>;

export type IsTypeOfResolverFn<T = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (obj: T, context: TContext, info: GraphQLResolveInfo) => boolean | Promise<boolean>;

export type NextResolverFn<T> = () => Promise<T>;

export type DirectiveResolverFn<TResult = Record<PropertyKey, never>, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = (
  next: NextResolverFn<TResult>,
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;

/** Mapping of federation types */
export type FederationTypes = {
  User: User;
};

/** Mapping of federation reference types */
export type FederationReferenceTypes = {
  User:
    ( { __typename: 'User' }
    & GraphQLRecursivePick<FederationTypes['User'], {"id":true}> );
};



/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  AuthPayload: ResolverTypeWrapper<Omit<AuthPayload, 'user'> & { user?: Maybe<ResolversTypes['User']> }>;
  ChangePasswordInput: ChangePasswordInput;
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  EmailAddress: ResolverTypeWrapper<Scalars['EmailAddress']['output']>;
  ErrorCode: ErrorCode;
  Locale: Locale;
  LoginInput: LoginInput;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  OkPayload: ResolverTypeWrapper<OkPayload>;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
  PageInfo: ResolverTypeWrapper<PageInfo>;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  RegisterInput: RegisterInput;
  Role: Role;
  Tokens: ResolverTypeWrapper<Tokens>;
  UpdateProfileInput: UpdateProfileInput;
  User: ResolverTypeWrapper<UserParent>;
  UserConnection: ResolverTypeWrapper<Omit<UserConnection, 'edges' | 'nodes'> & { edges: Array<ResolversTypes['UserEdge']>, nodes: Array<ResolversTypes['User']> }>;
  UserEdge: ResolverTypeWrapper<Omit<UserEdge, 'node'> & { node: ResolversTypes['User'] }>;
  UserError: ResolverTypeWrapper<UserError>;
  UserPayload: ResolverTypeWrapper<Omit<UserPayload, 'user'> & { user?: Maybe<ResolversTypes['User']> }>;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  AuthPayload: Omit<AuthPayload, 'user'> & { user?: Maybe<ResolversParentTypes['User']> };
  ChangePasswordInput: ChangePasswordInput;
  DateTime: Scalars['DateTime']['output'];
  EmailAddress: Scalars['EmailAddress']['output'];
  LoginInput: LoginInput;
  Mutation: Record<PropertyKey, never>;
  ID: Scalars['ID']['output'];
  OkPayload: OkPayload;
  Boolean: Scalars['Boolean']['output'];
  PageInfo: PageInfo;
  Query: Record<PropertyKey, never>;
  Int: Scalars['Int']['output'];
  RegisterInput: RegisterInput;
  Tokens: Tokens;
  UpdateProfileInput: UpdateProfileInput;
  User: UserParent;
  UserConnection: Omit<UserConnection, 'edges' | 'nodes'> & { edges: Array<ResolversParentTypes['UserEdge']>, nodes: Array<ResolversParentTypes['User']> };
  UserEdge: Omit<UserEdge, 'node'> & { node: ResolversParentTypes['User'] };
  UserError: UserError;
  UserPayload: Omit<UserPayload, 'user'> & { user?: Maybe<ResolversParentTypes['User']> };
  String: Scalars['String']['output'];
};

export type AuthDirectiveArgs = {
  requires: Array<Scalars['String']['input']>;
};

export type AuthDirectiveResolver<Result, Parent, ContextType = Context, Args = AuthDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type AuthPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AuthPayload'] = ResolversParentTypes['AuthPayload']> = {
  tokens?: Resolver<Maybe<ResolversTypes['Tokens']>, ParentType, ContextType>;
  user?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export interface EmailAddressScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['EmailAddress'], any> {
  name: 'EmailAddress';
}

export type MutationResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  changePassword: Resolver<Maybe<ResolversTypes['UserPayload']>, ParentType, ContextType, RequireFields<MutationChangePasswordArgs, 'input'>>;
  deactivateUser: Resolver<Maybe<ResolversTypes['UserPayload']>, ParentType, ContextType, RequireFields<MutationDeactivateUserArgs, 'userId'>>;
  login: Resolver<Maybe<ResolversTypes['AuthPayload']>, ParentType, ContextType, RequireFields<MutationLoginArgs, 'input'>>;
  logout: Resolver<Maybe<ResolversTypes['OkPayload']>, ParentType, ContextType, RequireFields<MutationLogoutArgs, 'refreshToken'>>;
  reactivateUser: Resolver<Maybe<ResolversTypes['UserPayload']>, ParentType, ContextType, RequireFields<MutationReactivateUserArgs, 'userId'>>;
  refreshTokens: Resolver<Maybe<ResolversTypes['AuthPayload']>, ParentType, ContextType, RequireFields<MutationRefreshTokensArgs, 'refreshToken'>>;
  register: Resolver<Maybe<ResolversTypes['AuthPayload']>, ParentType, ContextType, RequireFields<MutationRegisterArgs, 'input'>>;
  requestEmailVerification: Resolver<Maybe<ResolversTypes['OkPayload']>, ParentType, ContextType>;
  requestPasswordReset: Resolver<Maybe<ResolversTypes['OkPayload']>, ParentType, ContextType, RequireFields<MutationRequestPasswordResetArgs, 'email'>>;
  resetPassword: Resolver<Maybe<ResolversTypes['UserPayload']>, ParentType, ContextType, RequireFields<MutationResetPasswordArgs, 'newPassword' | 'token'>>;
  setUserRole: Resolver<Maybe<ResolversTypes['UserPayload']>, ParentType, ContextType, RequireFields<MutationSetUserRoleArgs, 'role' | 'userId'>>;
  updateProfile: Resolver<Maybe<ResolversTypes['UserPayload']>, ParentType, ContextType, RequireFields<MutationUpdateProfileArgs, 'input'>>;
  verifyEmail: Resolver<Maybe<ResolversTypes['UserPayload']>, ParentType, ContextType, RequireFields<MutationVerifyEmailArgs, 'token'>>;
};

export type OkPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['OkPayload'] = ResolversParentTypes['OkPayload']> = {
  ok?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type PageInfoResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PageInfo'] = ResolversParentTypes['PageInfo']> = {
  endCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  hasNextPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  hasPreviousPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  startCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type QueryResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  me: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  user: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType, RequireFields<QueryUserArgs, 'id'>>;
  users: Resolver<Maybe<ResolversTypes['UserConnection']>, ParentType, ContextType, RequireFields<QueryUsersArgs, 'first'>>;
};

export type TokensResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Tokens'] = ResolversParentTypes['Tokens']> = {
  accessToken?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  expiresIn?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  refreshToken?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  tokenType?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type UserResolvers<ContextType = Context, ParentType extends ResolversParentTypes['User'] = ResolversParentTypes['User'], FederationReferenceType extends FederationReferenceTypes['User'] = FederationReferenceTypes['User']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['User']> | FederationReferenceType, FederationReferenceType, ContextType>;
  active?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  email?: Resolver<ResolversTypes['EmailAddress'], ParentType, ContextType>;
  emailVerified?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  firstName?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  lastName?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  locale?: Resolver<ResolversTypes['Locale'], ParentType, ContextType>;
  phone?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  role?: Resolver<ResolversTypes['Role'], ParentType, ContextType>;
  username?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type UserConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['UserConnection'] = ResolversParentTypes['UserConnection']> = {
  edges?: Resolver<Array<ResolversTypes['UserEdge']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['User']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type UserEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['UserEdge'] = ResolversParentTypes['UserEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['User'], ParentType, ContextType>;
};

export type UserErrorResolvers<ContextType = Context, ParentType extends ResolversParentTypes['UserError'] = ResolversParentTypes['UserError']> = {
  code?: Resolver<ResolversTypes['ErrorCode'], ParentType, ContextType>;
  field?: Resolver<Maybe<Array<ResolversTypes['String']>>, ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type UserPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['UserPayload'] = ResolversParentTypes['UserPayload']> = {
  user?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type Resolvers<ContextType = Context> = {
  AuthPayload?: AuthPayloadResolvers<ContextType>;
  DateTime?: GraphQLScalarType;
  EmailAddress?: GraphQLScalarType;
  Mutation?: MutationResolvers<ContextType>;
  OkPayload?: OkPayloadResolvers<ContextType>;
  PageInfo?: PageInfoResolvers<ContextType>;
  Query?: QueryResolvers<ContextType>;
  Tokens?: TokensResolvers<ContextType>;
  User?: UserResolvers<ContextType>;
  UserConnection?: UserConnectionResolvers<ContextType>;
  UserEdge?: UserEdgeResolvers<ContextType>;
  UserError?: UserErrorResolvers<ContextType>;
  UserPayload?: UserPayloadResolvers<ContextType>;
};

export type DirectiveResolvers<ContextType = Context> = {
  auth?: AuthDirectiveResolver<any, any, ContextType>;
};
