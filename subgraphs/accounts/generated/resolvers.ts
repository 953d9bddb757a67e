import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { UserParent, OrderParent, AccountParent, OperationParent, PaymentParent, MoneyParent, Context } from '../context.ts';
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
  /** An ISO 4217 currency code in capital letters: USD, JPY, KWD. */
  Currency: { input: string; output: string; }
  /** An instant in UTC as RFC 3339 writes it: 2026-03-01T09:30:00.000Z. */
  DateTime: { input: Date; output: Date; }
  /**
   * An exact decimal number as a string of plain digits with at most one point: "200.50". Never a float, never an exponent,
   * at most 15 digits in all.
   */
  Decimal: { input: string; output: string; }
  _FieldSet: { input: string; output: string; }
};

/** A user's money in one currency. */
export type Account = {
  __typename?: 'Account';
  /** What can be spent or withdrawn: the balance without what is held. Never negative. */
  available: Money;
  /** What is there, what is held included. */
  balance: Money;
  /** The currency of everything in the account. */
  currency: Scalars['Currency']['output'];
  /** What is set aside for orders under way. */
  held: Money;
  /** Identifies the account for good. */
  id: Scalars['ID']['output'];
  /** What moved the balance. */
  operations: OperationConnection;
  /** Whose money it is. */
  owner?: Maybe<User>;
};


/** A user's money in one currency. */
export type AccountOperationsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  type?: InputMaybe<Array<OperationType>>;
};

/** The expected failures of mutations. */
export type ErrorCode =
  /** The account is frozen: it takes no deposits, withdrawals or new payments. */
  | 'ACCOUNT_FROZEN'
  /** The currency is not the one that the object is kept in. */
  | 'CURRENCY_MISMATCH'
  /** The idempotency key was used before with other input. */
  | 'IDEMPOTENCY_CONFLICT'
  /** The available balance is lower than the amount. */
  | 'INSUFFICIENT_FUNDS'
  /** The input is well formed, but what is stored forbids it. */
  | 'INVALID_INPUT'
  /** No such object, or it is not one the caller may act on. */
  | 'NOT_FOUND';

/** An amount of money in one currency, with exactly as many decimal places as the currency has. */
export type Money = {
  __typename?: 'Money';
  /** How much, for example 200.50 for USD, 200 for JPY and 200.500 for KWD. */
  amount: Scalars['Decimal']['output'];
  /** The currency of the amount. */
  currency: Scalars['Currency']['output'];
};

/** An amount of money as a caller gives it. It may have fewer decimal places than its currency has, but not more. */
export type MoneyInput = {
  /** How much, without a sign: 200.5 and 200.50 are the same for USD, and 200.505 is refused. */
  amount: Scalars['Decimal']['input'];
  /** The currency of the amount. */
  currency: Scalars['Currency']['input'];
};

/** The outcome of a deposit or a withdrawal. */
export type MoneyPayload = {
  __typename?: 'MoneyPayload';
  /** The account as it is now. Null when there are user errors. */
  account?: Maybe<Account>;
  /** The movement that was made. Null when there are user errors. */
  operation?: Maybe<Operation>;
  /** Why nothing was done. Empty when it was. */
  userErrors: Array<UserError>;
};

/** A deposit or a withdrawal. */
export type MoveMoneyInput = {
  /** How much to move. Above zero. */
  amount: MoneyInput;
  /**
   * Made by the caller, one for each intention, and valid for the caller and the operation. Sent again with the same input it
   * gives the first outcome again and does nothing twice; with other input it gives IDEMPOTENCY_CONFLICT.
   */
  idempotencyKey?: InputMaybe<Scalars['ID']['input']>;
};

/** What can be done. Each field is one intention, and either happens whole or not at all. */
export type Mutation = {
  __typename?: 'Mutation';
  /**
   * Adds money to the caller's account in the currency of the amount, and opens that account if there is none. Fails with
   * ACCOUNT_FROZEN, INVALID_INPUT or IDEMPOTENCY_CONFLICT.
   */
  deposit?: Maybe<MoneyPayload>;
  /**
   * Takes money from the caller's account in the currency of the amount. What is held for orders cannot be taken. Fails with
   * NOT_FOUND, ACCOUNT_FROZEN, INSUFFICIENT_FUNDS or IDEMPOTENCY_CONFLICT.
   */
  withdraw?: Maybe<MoneyPayload>;
};


/** What can be done. Each field is one intention, and either happens whole or not at all. */
export type MutationDepositArgs = {
  input: MoveMoneyInput;
};


/** What can be done. Each field is one intention, and either happens whole or not at all. */
export type MutationWithdrawArgs = {
  input: MoveMoneyInput;
};

/** One movement of an account's balance. It never changes. */
export type Operation = {
  __typename?: 'Operation';
  /** By how much. Always above zero. */
  amount: Money;
  /** The account's balance right after it. Each follows from the one before, without a gap. */
  balanceAfter: Money;
  /** When the balance moved. */
  createdAt: Scalars['DateTime']['output'];
  /** Identifies the operation for good. */
  id: Scalars['ID']['output'];
  /** The order that it paid for or gave money back for. Null for deposits and withdrawals. */
  order?: Maybe<Order>;
  /** Why the balance moved, which also says whether it rose or fell. */
  type: OperationType;
};

/** A page of operations, newest first. */
export type OperationConnection = {
  __typename?: 'OperationConnection';
  /** The operations of the page, each with its cursor. */
  edges: Array<OperationEdge>;
  /** The operations of the page. */
  nodes: Array<Operation>;
  /** Where the page lies in the list. */
  pageInfo: PageInfo;
};

/** An operation in a page. */
export type OperationEdge = {
  __typename?: 'OperationEdge';
  /** Marks this place in the list, to pass as `after`. */
  cursor: Scalars['String']['output'];
  /** An operation itself. */
  node: Operation;
};

/** Why a balance moved. */
export type OperationType =
  /** Money the owner paid in. */
  | 'DEPOSIT'
  /** Money taken for an order. */
  | 'PAYMENT'
  /** Money given back for an order. */
  | 'REFUND'
  /** Money the owner took out. */
  | 'WITHDRAWAL';

/** An order of one customer, from the moment it is placed until it is delivered or undone. */
export type Order = {
  __typename?: 'Order';
  /** Identifies the order for good. */
  id: Scalars['ID']['output'];
  /** The payment for the order. Null until the money was first asked for. */
  payment?: Maybe<Payment>;
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

/** The payment for one order. */
export type Payment = {
  __typename?: 'Payment';
  /** The total of the order. */
  amount: Money;
  /** When the money was first asked for. */
  createdAt: Scalars['DateTime']['output'];
  /** Why it was declined. Null unless it was. */
  declineCode?: Maybe<PaymentDeclineCode>;
  /** Identifies the payment for good. */
  id: Scalars['ID']['output'];
  /** How far it has come. */
  status: PaymentStatus;
  /** When the status last changed. */
  updatedAt: Scalars['DateTime']['output'];
};

/** Why a payment was declined. Where several apply, it is the first of: no account, frozen, limit, funds. */
export type PaymentDeclineCode =
  /** The customer's account is frozen. */
  | 'ACCOUNT_FROZEN'
  /** The customer has no account in the currency of the order. */
  | 'ACCOUNT_NOT_FOUND'
  /** The available balance is lower than the total. */
  | 'INSUFFICIENT_FUNDS'
  /** The total is above the largest single payment allowed in its currency. */
  | 'LIMIT_EXCEEDED';

/** How far a payment has come. */
export type PaymentStatus =
  /** The money is held, and still the customer's. */
  | 'AUTHORIZED'
  /** The money is taken. */
  | 'CAPTURED'
  /** The money could not be held. */
  | 'DECLINED'
  /** The money was taken and given back. */
  | 'REFUNDED'
  /** The hold was lifted without taking the money. */
  | 'VOIDED';

/** A person who can sign in: a customer or an administrator. */
export type User = {
  __typename?: 'User';
  /** The user's account in one currency. Null where there is none. */
  account?: Maybe<Account>;
  /** The user's accounts, one for each currency. */
  accounts?: Maybe<Array<Account>>;
  /** Identifies the user for good. */
  id: Scalars['ID']['output'];
};


/** A person who can sign in: a customer or an administrator. */
export type UserAccountArgs = {
  currency?: InputMaybe<Scalars['Currency']['input']>;
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
  Account: ResolverTypeWrapper<AccountParent>;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  Currency: ResolverTypeWrapper<Scalars['Currency']['output']>;
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  Decimal: ResolverTypeWrapper<Scalars['Decimal']['output']>;
  ErrorCode: ErrorCode;
  Money: ResolverTypeWrapper<MoneyParent>;
  MoneyInput: MoneyInput;
  MoneyPayload: ResolverTypeWrapper<Omit<MoneyPayload, 'account' | 'operation'> & { account?: Maybe<ResolversTypes['Account']>, operation?: Maybe<ResolversTypes['Operation']> }>;
  MoveMoneyInput: MoveMoneyInput;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Operation: ResolverTypeWrapper<OperationParent>;
  OperationConnection: ResolverTypeWrapper<Omit<OperationConnection, 'edges' | 'nodes'> & { edges: Array<ResolversTypes['OperationEdge']>, nodes: Array<ResolversTypes['Operation']> }>;
  OperationEdge: ResolverTypeWrapper<Omit<OperationEdge, 'node'> & { node: ResolversTypes['Operation'] }>;
  OperationType: OperationType;
  Order: ResolverTypeWrapper<OrderParent>;
  PageInfo: ResolverTypeWrapper<PageInfo>;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
  Payment: ResolverTypeWrapper<PaymentParent>;
  PaymentDeclineCode: PaymentDeclineCode;
  PaymentStatus: PaymentStatus;
  User: ResolverTypeWrapper<UserParent>;
  UserError: ResolverTypeWrapper<UserError>;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  Account: AccountParent;
  ID: Scalars['ID']['output'];
  Int: Scalars['Int']['output'];
  Currency: Scalars['Currency']['output'];
  DateTime: Scalars['DateTime']['output'];
  Decimal: Scalars['Decimal']['output'];
  Money: MoneyParent;
  MoneyInput: MoneyInput;
  MoneyPayload: Omit<MoneyPayload, 'account' | 'operation'> & { account?: Maybe<ResolversParentTypes['Account']>, operation?: Maybe<ResolversParentTypes['Operation']> };
  MoveMoneyInput: MoveMoneyInput;
  Mutation: Record<PropertyKey, never>;
  Operation: OperationParent;
  OperationConnection: Omit<OperationConnection, 'edges' | 'nodes'> & { edges: Array<ResolversParentTypes['OperationEdge']>, nodes: Array<ResolversParentTypes['Operation']> };
  OperationEdge: Omit<OperationEdge, 'node'> & { node: ResolversParentTypes['Operation'] };
  Order: OrderParent;
  PageInfo: PageInfo;
  Boolean: Scalars['Boolean']['output'];
  Payment: PaymentParent;
  User: UserParent;
  UserError: UserError;
  String: Scalars['String']['output'];
};

export type AuthDirectiveArgs = {
  requires: Array<Scalars['String']['input']>;
};

export type AuthDirectiveResolver<Result, Parent, ContextType = Context, Args = AuthDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type AccountResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Account'] = ResolversParentTypes['Account']> = {
  available?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  balance?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  currency?: Resolver<ResolversTypes['Currency'], ParentType, ContextType>;
  held?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  operations?: Resolver<ResolversTypes['OperationConnection'], ParentType, ContextType, RequireFields<AccountOperationsArgs, 'first'>>;
  owner?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
};

export interface CurrencyScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['Currency'], any> {
  name: 'Currency';
}

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export interface DecimalScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['Decimal'], any> {
  name: 'Decimal';
}

export type MoneyResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Money'] = ResolversParentTypes['Money']> = {
  amount?: Resolver<ResolversTypes['Decimal'], ParentType, ContextType>;
  currency?: Resolver<ResolversTypes['Currency'], ParentType, ContextType>;
};

export type MoneyPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['MoneyPayload'] = ResolversParentTypes['MoneyPayload']> = {
  account?: Resolver<Maybe<ResolversTypes['Account']>, ParentType, ContextType>;
  operation?: Resolver<Maybe<ResolversTypes['Operation']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type MutationResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  deposit: Resolver<Maybe<ResolversTypes['MoneyPayload']>, ParentType, ContextType, RequireFields<MutationDepositArgs, 'input'>>;
  withdraw: Resolver<Maybe<ResolversTypes['MoneyPayload']>, ParentType, ContextType, RequireFields<MutationWithdrawArgs, 'input'>>;
};

export type OperationResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Operation'] = ResolversParentTypes['Operation']> = {
  amount?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  balanceAfter?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  order?: Resolver<Maybe<ResolversTypes['Order']>, ParentType, ContextType>;
  type?: Resolver<ResolversTypes['OperationType'], ParentType, ContextType>;
};

export type OperationConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['OperationConnection'] = ResolversParentTypes['OperationConnection']> = {
  edges?: Resolver<Array<ResolversTypes['OperationEdge']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['Operation']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type OperationEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['OperationEdge'] = ResolversParentTypes['OperationEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Operation'], ParentType, ContextType>;
};

export type OrderResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Order'] = ResolversParentTypes['Order'], FederationReferenceType extends FederationReferenceTypes['Order'] = FederationReferenceTypes['Order']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Order']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  payment?: Resolver<Maybe<ResolversTypes['Payment']>, ParentType, ContextType>;
};

export type PageInfoResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PageInfo'] = ResolversParentTypes['PageInfo']> = {
  endCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  hasNextPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  hasPreviousPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  startCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type PaymentResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Payment'] = ResolversParentTypes['Payment']> = {
  amount?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  declineCode?: Resolver<Maybe<ResolversTypes['PaymentDeclineCode']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['PaymentStatus'], ParentType, ContextType>;
  updatedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
};

export type UserResolvers<ContextType = Context, ParentType extends ResolversParentTypes['User'] = ResolversParentTypes['User'], FederationReferenceType extends FederationReferenceTypes['User'] = FederationReferenceTypes['User']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['User']> | FederationReferenceType, FederationReferenceType, ContextType>;
  account?: Resolver<Maybe<ResolversTypes['Account']>, ParentType, ContextType, Partial<UserAccountArgs>>;
  accounts?: Resolver<Maybe<Array<ResolversTypes['Account']>>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type UserErrorResolvers<ContextType = Context, ParentType extends ResolversParentTypes['UserError'] = ResolversParentTypes['UserError']> = {
  code?: Resolver<ResolversTypes['ErrorCode'], ParentType, ContextType>;
  field?: Resolver<Maybe<Array<ResolversTypes['String']>>, ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type Resolvers<ContextType = Context> = {
  Account?: AccountResolvers<ContextType>;
  Currency?: GraphQLScalarType;
  DateTime?: GraphQLScalarType;
  Decimal?: GraphQLScalarType;
  Money?: MoneyResolvers<ContextType>;
  MoneyPayload?: MoneyPayloadResolvers<ContextType>;
  Mutation?: MutationResolvers<ContextType>;
  Operation?: OperationResolvers<ContextType>;
  OperationConnection?: OperationConnectionResolvers<ContextType>;
  OperationEdge?: OperationEdgeResolvers<ContextType>;
  Order?: OrderResolvers<ContextType>;
  PageInfo?: PageInfoResolvers<ContextType>;
  Payment?: PaymentResolvers<ContextType>;
  User?: UserResolvers<ContextType>;
  UserError?: UserErrorResolvers<ContextType>;
};

export type DirectiveResolvers<ContextType = Context> = {
  auth?: AuthDirectiveResolver<any, any, ContextType>;
};
