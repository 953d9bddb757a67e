import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { NotificationParent, UserParent, OrderParent, Context } from '../context.ts';
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
  _FieldSet: { input: string; output: string; }
};

/** The expected failures of mutations. */
export type ErrorCode =
  /** The idempotency key was used before with other input. */
  | 'IDEMPOTENCY_CONFLICT'
  /** The object is in a state that does not allow this step. */
  | 'INVALID_STATE'
  /** No such object, or it is not one the caller may act on. */
  | 'NOT_FOUND';

/** What can be done. Each field is one intention, and either happens whole or not at all. */
export type Mutation = {
  __typename?: 'Mutation';
  /** Marks a notification of the caller as read. Marking it again changes nothing. Fails with NOT_FOUND. */
  markNotificationRead?: Maybe<NotificationPayload>;
  /** Sends a notification once more, to the user's present address. Fails with NOT_FOUND or INVALID_STATE. For administrators. */
  resendNotification?: Maybe<NotificationPayload>;
  /** Writes to a user. Fails with NOT_FOUND or IDEMPOTENCY_CONFLICT. For administrators. */
  sendNotification?: Maybe<NotificationPayload>;
};


/** What can be done. Each field is one intention, and either happens whole or not at all. */
export type MutationMarkNotificationReadArgs = {
  id: Scalars['ID']['input'];
};


/** What can be done. Each field is one intention, and either happens whole or not at all. */
export type MutationResendNotificationArgs = {
  id: Scalars['ID']['input'];
};


/** What can be done. Each field is one intention, and either happens whole or not at all. */
export type MutationSendNotificationArgs = {
  input: SendNotificationInput;
};

/** Something a user was told by e-mail. */
export type Notification = {
  __typename?: 'Notification';
  /** When it was written. */
  createdAt: Scalars['DateTime']['output'];
  /** Why it could not be sent, with the mail server's own words. Null unless it is FAILED. For administrators. */
  failureReason?: Maybe<Scalars['String']['output']>;
  /** Identifies the notification for good. */
  id: Scalars['ID']['output'];
  /** The text, in the recipient's language. */
  message: Scalars['String']['output'];
  /** The order it is about. Null where it is not about one. */
  order?: Maybe<Order>;
  /** When the recipient marked it as read. Null until then. */
  readAt?: Maybe<Scalars['DateTime']['output']>;
  /** Who was told. */
  recipient?: Maybe<User>;
  /** When the mail server took it. Null until then. */
  sentAt?: Maybe<Scalars['DateTime']['output']>;
  /** How far it has come. */
  status: NotificationStatus;
  /** The subject, in the recipient's language. */
  subject: Scalars['String']['output'];
  /** What it is about. */
  type: NotificationType;
};

/** A page of notifications, newest first. */
export type NotificationConnection = {
  __typename?: 'NotificationConnection';
  /** The notifications of the page, each with its cursor. */
  edges: Array<NotificationEdge>;
  /** The notifications of the page. */
  nodes: Array<Notification>;
  /** Where the page lies in the list. */
  pageInfo: PageInfo;
};

/** A notification in a page. */
export type NotificationEdge = {
  __typename?: 'NotificationEdge';
  /** Marks this place in the list, to pass as `after`. */
  cursor: Scalars['String']['output'];
  /** A notification itself. */
  node: Notification;
};

/** The outcome of a mutation on a notification. */
export type NotificationPayload = {
  __typename?: 'NotificationPayload';
  /** The notification as it is now. Null when there are user errors. */
  notification?: Maybe<Notification>;
  /** Why nothing was done. Empty when it was. */
  userErrors: Array<UserError>;
};

/** How far a notification has come. */
export type NotificationStatus =
  /** Could not be sent, after several attempts. */
  | 'FAILED'
  /** Waiting to be sent. */
  | 'QUEUED'
  /** Handed to the mail server. */
  | 'SENT';

/** What a notification is about. */
export type NotificationType =
  /** Something an administrator wrote. */
  | 'CUSTOM'
  /** The user wants to confirm their address and gets a token for it. */
  | 'EMAIL_VERIFICATION'
  /** An order was cancelled and undone. */
  | 'ORDER_CANCELLED'
  /** An order is confirmed: paid for, and the stock is the customer's. */
  | 'ORDER_CONFIRMED'
  /** An order has arrived. */
  | 'ORDER_DELIVERED'
  /** An order took too long and was undone. */
  | 'ORDER_EXPIRED'
  /** An order was placed. */
  | 'ORDER_PLACED'
  /** An order could not be fulfilled. */
  | 'ORDER_REJECTED'
  /** An order was sent off. */
  | 'ORDER_SHIPPED'
  /** The user has lost their password and gets a token to set a new one. */
  | 'PASSWORD_RESET'
  /** The user has registered. */
  | 'WELCOME';

/** An order of one customer, from the moment it is placed until it is delivered or undone. */
export type Order = {
  __typename?: 'Order';
  /** Identifies the order for good. */
  id: Scalars['ID']['output'];
  /** What the customer was told about the order, newest first. */
  notifications?: Maybe<Array<Notification>>;
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

/** Something to tell a user. */
export type SendNotificationInput = {
  /**
   * Made by the caller, one for each intention, and valid for the caller and the operation. Sent again with the same input it
   * gives the first outcome again and does nothing twice; with other input it gives IDEMPOTENCY_CONFLICT.
   */
  idempotencyKey?: InputMaybe<Scalars['ID']['input']>;
  /** The text, as it is to be read. */
  message: Scalars['String']['input'];
  /** The subject. A general one where it is left out. */
  subject?: InputMaybe<Scalars['String']['input']>;
  /** What it is about. CUSTOM where it is left out. */
  type?: InputMaybe<NotificationType>;
  /** The user to tell. */
  userId: Scalars['ID']['input'];
};

/** A person who can sign in: a customer or an administrator. */
export type User = {
  __typename?: 'User';
  /** Identifies the user for good. */
  id: Scalars['ID']['output'];
  /** What the user was told. */
  notifications?: Maybe<NotificationConnection>;
};


/** A person who can sign in: a customer or an administrator. */
export type UserNotificationsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  unread?: InputMaybe<Scalars['Boolean']['input']>;
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
  Order: Order;
  User: User;
};

/** Mapping of federation reference types */
export type FederationReferenceTypes = {
  Order:
    ( { __typename: 'Order' }
    & GraphQLRecursivePick<FederationTypes['Order'], {"id":true}> );
  User:
    ( { __typename: 'User' }
    & GraphQLRecursivePick<FederationTypes['User'], {"id":true}> );
};



/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  ErrorCode: ErrorCode;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  Notification: ResolverTypeWrapper<NotificationParent>;
  NotificationConnection: ResolverTypeWrapper<Omit<NotificationConnection, 'edges' | 'nodes'> & { edges: Array<ResolversTypes['NotificationEdge']>, nodes: Array<ResolversTypes['Notification']> }>;
  NotificationEdge: ResolverTypeWrapper<Omit<NotificationEdge, 'node'> & { node: ResolversTypes['Notification'] }>;
  NotificationPayload: ResolverTypeWrapper<Omit<NotificationPayload, 'notification'> & { notification?: Maybe<ResolversTypes['Notification']> }>;
  NotificationStatus: NotificationStatus;
  NotificationType: NotificationType;
  Order: ResolverTypeWrapper<OrderParent>;
  PageInfo: ResolverTypeWrapper<PageInfo>;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
  SendNotificationInput: SendNotificationInput;
  User: ResolverTypeWrapper<UserParent>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  UserError: ResolverTypeWrapper<UserError>;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  DateTime: Scalars['DateTime']['output'];
  Mutation: Record<PropertyKey, never>;
  ID: Scalars['ID']['output'];
  Notification: NotificationParent;
  NotificationConnection: Omit<NotificationConnection, 'edges' | 'nodes'> & { edges: Array<ResolversParentTypes['NotificationEdge']>, nodes: Array<ResolversParentTypes['Notification']> };
  NotificationEdge: Omit<NotificationEdge, 'node'> & { node: ResolversParentTypes['Notification'] };
  NotificationPayload: Omit<NotificationPayload, 'notification'> & { notification?: Maybe<ResolversParentTypes['Notification']> };
  Order: OrderParent;
  PageInfo: PageInfo;
  Boolean: Scalars['Boolean']['output'];
  SendNotificationInput: SendNotificationInput;
  User: UserParent;
  Int: Scalars['Int']['output'];
  UserError: UserError;
  String: Scalars['String']['output'];
};

export type AuthDirectiveArgs = {
  requires: Array<Scalars['String']['input']>;
};

export type AuthDirectiveResolver<Result, Parent, ContextType = Context, Args = AuthDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export type MutationResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  markNotificationRead: Resolver<Maybe<ResolversTypes['NotificationPayload']>, ParentType, ContextType, RequireFields<MutationMarkNotificationReadArgs, 'id'>>;
  resendNotification: Resolver<Maybe<ResolversTypes['NotificationPayload']>, ParentType, ContextType, RequireFields<MutationResendNotificationArgs, 'id'>>;
  sendNotification: Resolver<Maybe<ResolversTypes['NotificationPayload']>, ParentType, ContextType, RequireFields<MutationSendNotificationArgs, 'input'>>;
};

export type NotificationResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Notification'] = ResolversParentTypes['Notification']> = {
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  failureReason?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  order?: Resolver<Maybe<ResolversTypes['Order']>, ParentType, ContextType>;
  readAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  recipient?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  sentAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  status?: Resolver<ResolversTypes['NotificationStatus'], ParentType, ContextType>;
  subject?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  type?: Resolver<ResolversTypes['NotificationType'], ParentType, ContextType>;
};

export type NotificationConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['NotificationConnection'] = ResolversParentTypes['NotificationConnection']> = {
  edges?: Resolver<Array<ResolversTypes['NotificationEdge']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['Notification']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type NotificationEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['NotificationEdge'] = ResolversParentTypes['NotificationEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Notification'], ParentType, ContextType>;
};

export type NotificationPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['NotificationPayload'] = ResolversParentTypes['NotificationPayload']> = {
  notification?: Resolver<Maybe<ResolversTypes['Notification']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type OrderResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Order'] = ResolversParentTypes['Order'], FederationReferenceType extends FederationReferenceTypes['Order'] = FederationReferenceTypes['Order']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Order']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  notifications?: Resolver<Maybe<Array<ResolversTypes['Notification']>>, ParentType, ContextType>;
};

export type PageInfoResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PageInfo'] = ResolversParentTypes['PageInfo']> = {
  endCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  hasNextPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  hasPreviousPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  startCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type UserResolvers<ContextType = Context, ParentType extends ResolversParentTypes['User'] = ResolversParentTypes['User'], FederationReferenceType extends FederationReferenceTypes['User'] = FederationReferenceTypes['User']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['User']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  notifications?: Resolver<Maybe<ResolversTypes['NotificationConnection']>, ParentType, ContextType, RequireFields<UserNotificationsArgs, 'first'>>;
};

export type UserErrorResolvers<ContextType = Context, ParentType extends ResolversParentTypes['UserError'] = ResolversParentTypes['UserError']> = {
  code?: Resolver<ResolversTypes['ErrorCode'], ParentType, ContextType>;
  field?: Resolver<Maybe<Array<ResolversTypes['String']>>, ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type Resolvers<ContextType = Context> = {
  DateTime?: GraphQLScalarType;
  Mutation?: MutationResolvers<ContextType>;
  Notification?: NotificationResolvers<ContextType>;
  NotificationConnection?: NotificationConnectionResolvers<ContextType>;
  NotificationEdge?: NotificationEdgeResolvers<ContextType>;
  NotificationPayload?: NotificationPayloadResolvers<ContextType>;
  Order?: OrderResolvers<ContextType>;
  PageInfo?: PageInfoResolvers<ContextType>;
  User?: UserResolvers<ContextType>;
  UserError?: UserErrorResolvers<ContextType>;
};

export type DirectiveResolvers<ContextType = Context> = {
  auth?: AuthDirectiveResolver<any, any, ContextType>;
};
