import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { OrderParent, OrderLineParent, OrderEventParent, UserParent, ProductParent, MoneyParent, Context } from '../context.ts';
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

/** The expected failures of mutations. */
export type ErrorCode =
  /** The caller's e-mail address is not confirmed, and this shop asks for that. */
  | 'EMAIL_NOT_VERIFIED'
  /** The idempotency key was used before with other input. */
  | 'IDEMPOTENCY_CONFLICT'
  /** The object is in a state that does not allow this step. */
  | 'INVALID_STATE'
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

/** What can be done. Each field is one intention, and either happens whole or not at all. */
export type Mutation = {
  __typename?: 'Mutation';
  /**
   * Has an order undone, by its customer or an administrator, as long as it is not shipped: what is held is lifted, what is
   * paid is given back, what is reserved is returned. Fails with NOT_FOUND or INVALID_STATE.
   */
  cancelOrder?: Maybe<OrderPayload>;
  /** Marks a SHIPPED order as arrived. Fails with NOT_FOUND or INVALID_STATE. For administrators. */
  deliverOrder?: Maybe<OrderPayload>;
  /**
   * Places an order for the caller. It answers at once with a PENDING order, which is then priced, reserved and paid: ask for
   * `order(id:)` again after `pollAfterMs` until that is null. Fails with IDEMPOTENCY_CONFLICT, and with EMAIL_NOT_VERIFIED where
   * the shop asks for a confirmed address (`verifyEmail`).
   */
  placeOrder?: Maybe<OrderPayload>;
  /** Marks a CONFIRMED order as sent off. Fails with NOT_FOUND or INVALID_STATE. For administrators. */
  shipOrder?: Maybe<OrderPayload>;
};


/** What can be done. Each field is one intention, and either happens whole or not at all. */
export type MutationCancelOrderArgs = {
  id: Scalars['ID']['input'];
};


/** What can be done. Each field is one intention, and either happens whole or not at all. */
export type MutationDeliverOrderArgs = {
  id: Scalars['ID']['input'];
};


/** What can be done. Each field is one intention, and either happens whole or not at all. */
export type MutationPlaceOrderArgs = {
  input: PlaceOrderInput;
};


/** What can be done. Each field is one intention, and either happens whole or not at all. */
export type MutationShipOrderArgs = {
  id: Scalars['ID']['input'];
};

/** An order of one customer, from the moment it is placed until it is delivered or undone. */
export type Order = {
  __typename?: 'Order';
  /** When it was placed. */
  createdAt: Scalars['DateTime']['output'];
  /** Who placed the order. */
  customer?: Maybe<User>;
  /** Why it was rejected, cancelled or has expired. Null otherwise. */
  failure?: Maybe<OrderFailure>;
  /** Identifies the order for good. */
  id: Scalars['ID']['output'];
  /** What was ordered, in the order it was given. */
  lines: Array<OrderLine>;
  /** A short number for people to say and write, unique. */
  number: Scalars['String']['output'];
  /** The milliseconds to wait before asking again. Null where nothing changes without somebody's doing. */
  pollAfterMs?: Maybe<Scalars['Int']['output']>;
  /** How far it has come. */
  status: OrderStatus;
  /** Every status it has had, oldest first. */
  timeline: Array<OrderEvent>;
  /** What it costs in all. Null until the stock is reserved, then fixed. */
  total?: Maybe<Money>;
  /** When it last changed. */
  updatedAt: Scalars['DateTime']['output'];
};

/** The orders that were placed in one step of time. */
export type OrderBucket = {
  __typename?: 'OrderBucket';
  /** How many orders were placed. */
  orders: Scalars['Int']['output'];
  /** When the step begins. It ends where the next one begins. */
  start: Scalars['DateTime']['output'];
  /** What those of them cost that are paid for and not undone, one amount for each currency. Empty where there are none. */
  taken: Array<Money>;
};

/** A page of orders, newest first. */
export type OrderConnection = {
  __typename?: 'OrderConnection';
  /** The orders of the page, each with its cursor. */
  edges: Array<OrderEdge>;
  /** The orders of the page. */
  nodes: Array<Order>;
  /** Where the page lies in the list. */
  pageInfo: PageInfo;
};

/** An order in a page. */
export type OrderEdge = {
  __typename?: 'OrderEdge';
  /** Marks this place in the list, to pass as `after`. */
  cursor: Scalars['String']['output'];
  /** An order itself. */
  node: Order;
};

/** A status that an order has had. */
export type OrderEvent = {
  __typename?: 'OrderEvent';
  /** Since when. */
  at: Scalars['DateTime']['output'];
  /** What led to it, for people. */
  detail?: Maybe<Scalars['String']['output']>;
  /** The status. */
  status: OrderStatus;
};

/** Why an order was not fulfilled. */
export type OrderFailure = {
  __typename?: 'OrderFailure';
  /** The reason, for programs. */
  code: OrderFailureCode;
  /** The reason, in words that a customer understands. */
  message: Scalars['String']['output'];
};

/** Why an order was not fulfilled. */
export type OrderFailureCode =
  /** The customer's account is frozen. */
  | 'ACCOUNT_FROZEN'
  /** The customer has no account in the currency of the order. */
  | 'ACCOUNT_NOT_FOUND'
  /** The customer or an administrator cancelled it. */
  | 'CANCELLED'
  /** The products are not all priced in one currency. */
  | 'CURRENCY_MISMATCH'
  /** It was not settled before its deadline. */
  | 'EXPIRED'
  /** The available balance was lower than the total. */
  | 'INSUFFICIENT_FUNDS'
  /** The total is above the largest single payment allowed in its currency. */
  | 'LIMIT_EXCEEDED'
  /** Fewer pieces were available than ordered. */
  | 'OUT_OF_STOCK'
  /** The total is not the one that the customer expected, or not in its currency. */
  | 'PRICE_CHANGED'
  /** A product does not exist or is no longer sold. */
  | 'PRODUCT_NOT_FOUND';

/** One product of an order and how many pieces of it. */
export type OrderLine = {
  __typename?: 'OrderLine';
  /** What the line costs: unit price by quantity. Null until the line is priced. */
  lineTotal?: Maybe<Money>;
  /** The product as it is now. Null until its id is known. */
  product?: Maybe<Product>;
  /** The product's id. Null until the line is priced, if it was ordered by SKU. */
  productId?: Maybe<Scalars['ID']['output']>;
  /** How many pieces. */
  quantity: Scalars['Int']['output'];
  /** The product's SKU. Null until the line is priced, if it was ordered by id. */
  sku?: Maybe<Scalars['String']['output']>;
  /** What one piece costs in this order, whatever it costs now. Null until the line is priced. */
  unitPrice?: Maybe<Money>;
};

/** One product and how many pieces of it. Exactly one of `productId` and `sku` is given. */
export type OrderLineInput = {
  /** The product's id. */
  productId?: InputMaybe<Scalars['ID']['input']>;
  /** How many pieces. Above zero. */
  quantity: Scalars['Int']['input'];
  /** The product's SKU. */
  sku?: InputMaybe<Scalars['String']['input']>;
};

/** The outcome of a mutation on an order. */
export type OrderPayload = {
  __typename?: 'OrderPayload';
  /** The order as it is now. Null when there are user errors. */
  order?: Maybe<Order>;
  /** Why nothing was done. Empty when it was. */
  userErrors: Array<UserError>;
};

/** What came of the orders of a stretch of time, as far as they have come by now. */
export type OrderStatistics = {
  __typename?: 'OrderStatistics';
  /** One for each step, oldest first, also where nothing was ordered. */
  buckets: Array<OrderBucket>;
  /** One for each status that an order can have, also where none has it. */
  statuses: Array<OrderStatusCount>;
};

/** How far an order has come. */
export type OrderStatus =
  /** The stock is reserved and priced; the money is being held, then taken. */
  | 'AWAITING_PAYMENT'
  /** Undone on demand. Nothing is charged, held or reserved any more. */
  | 'CANCELLED'
  /** Being undone on demand. */
  | 'CANCELLING'
  /** Paid for, and the stock is the customer's. */
  | 'CONFIRMED'
  /** Arrived at the customer. */
  | 'DELIVERED'
  /** Took too long and was undone. Nothing is charged, held or reserved any more. */
  | 'EXPIRED'
  /** Accepted; the stock is being reserved and priced. */
  | 'PENDING'
  /** Could not be fulfilled. Nothing is charged, held or reserved any more. */
  | 'REJECTED'
  /** Sent off to the customer. */
  | 'SHIPPED';

/** How many orders have one status. */
export type OrderStatusCount = {
  __typename?: 'OrderStatusCount';
  /** How many they are. */
  orders: Scalars['Int']['output'];
  /** The status that they have now. */
  status: OrderStatus;
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

/** What a customer orders. */
export type PlaceOrderInput = {
  /** What the customer saw as the total. The order is rejected with PRICE_CHANGED if it comes to anything else. */
  expectedTotal?: InputMaybe<MoneyInput>;
  /**
   * Made by the caller, one for each intention, and valid for the caller and the operation. Sent again with the same input it
   * gives the first outcome again and does nothing twice; with other input it gives IDEMPOTENCY_CONFLICT.
   */
  idempotencyKey?: InputMaybe<Scalars['ID']['input']>;
  /** What is ordered, 1 to 100 lines, no product twice. */
  lines: Array<OrderLineInput>;
};

/** Something that is sold. */
export type Product = {
  __typename?: 'Product';
  /** Identifies the product for good. */
  id: Scalars['ID']['output'];
};

/** What can be asked. */
export type Query = {
  __typename?: 'Query';
  /**
   * An order by id or by number, exactly one of the two: one's own, or any for an administrator. Null where there is none or
   * the caller may not see it.
   */
  order?: Maybe<Order>;
  /**
   * How many orders were placed from one moment to another, what became of them and what they brought in, everybody's together. For
   * administrators.
   */
  orderStatistics?: Maybe<OrderStatistics>;
  /** The caller's orders, or everybody's for an administrator. */
  orders?: Maybe<OrderConnection>;
};


/** What can be asked. */
export type QueryOrderArgs = {
  id?: InputMaybe<Scalars['ID']['input']>;
  number?: InputMaybe<Scalars['String']['input']>;
};


/** What can be asked. */
export type QueryOrderStatisticsArgs = {
  bucket?: StatisticsBucket;
  from: Scalars['DateTime']['input'];
  to: Scalars['DateTime']['input'];
};


/** What can be asked. */
export type QueryOrdersArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  status?: InputMaybe<Array<OrderStatus>>;
};

/** How long the steps of statistics are. */
export type StatisticsBucket =
  /** Twenty-four hours. */
  | 'DAY'
  /** Sixty minutes. */
  | 'HOUR'
  /** Sixty seconds. */
  | 'MINUTE';

/** A person who can sign in: a customer or an administrator. */
export type User = {
  __typename?: 'User';
  /** Identifies the user for good. */
  id: Scalars['ID']['output'];
  /** The orders that the user placed. */
  orders?: Maybe<OrderConnection>;
};


/** A person who can sign in: a customer or an administrator. */
export type UserOrdersArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  status?: InputMaybe<Array<OrderStatus>>;
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
  Currency: ResolverTypeWrapper<Scalars['Currency']['output']>;
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  Decimal: ResolverTypeWrapper<Scalars['Decimal']['output']>;
  ErrorCode: ErrorCode;
  Money: ResolverTypeWrapper<MoneyParent>;
  MoneyInput: MoneyInput;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  Order: ResolverTypeWrapper<OrderParent>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  OrderBucket: ResolverTypeWrapper<Omit<OrderBucket, 'taken'> & { taken: Array<ResolversTypes['Money']> }>;
  OrderConnection: ResolverTypeWrapper<Omit<OrderConnection, 'edges' | 'nodes'> & { edges: Array<ResolversTypes['OrderEdge']>, nodes: Array<ResolversTypes['Order']> }>;
  OrderEdge: ResolverTypeWrapper<Omit<OrderEdge, 'node'> & { node: ResolversTypes['Order'] }>;
  OrderEvent: ResolverTypeWrapper<OrderEventParent>;
  OrderFailure: ResolverTypeWrapper<OrderFailure>;
  OrderFailureCode: OrderFailureCode;
  OrderLine: ResolverTypeWrapper<OrderLineParent>;
  OrderLineInput: OrderLineInput;
  OrderPayload: ResolverTypeWrapper<Omit<OrderPayload, 'order'> & { order?: Maybe<ResolversTypes['Order']> }>;
  OrderStatistics: ResolverTypeWrapper<Omit<OrderStatistics, 'buckets'> & { buckets: Array<ResolversTypes['OrderBucket']> }>;
  OrderStatus: OrderStatus;
  OrderStatusCount: ResolverTypeWrapper<OrderStatusCount>;
  PageInfo: ResolverTypeWrapper<PageInfo>;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
  PlaceOrderInput: PlaceOrderInput;
  Product: ResolverTypeWrapper<ProductParent>;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  StatisticsBucket: StatisticsBucket;
  User: ResolverTypeWrapper<UserParent>;
  UserError: ResolverTypeWrapper<UserError>;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  Currency: Scalars['Currency']['output'];
  DateTime: Scalars['DateTime']['output'];
  Decimal: Scalars['Decimal']['output'];
  Money: MoneyParent;
  MoneyInput: MoneyInput;
  Mutation: Record<PropertyKey, never>;
  ID: Scalars['ID']['output'];
  Order: OrderParent;
  Int: Scalars['Int']['output'];
  OrderBucket: Omit<OrderBucket, 'taken'> & { taken: Array<ResolversParentTypes['Money']> };
  OrderConnection: Omit<OrderConnection, 'edges' | 'nodes'> & { edges: Array<ResolversParentTypes['OrderEdge']>, nodes: Array<ResolversParentTypes['Order']> };
  OrderEdge: Omit<OrderEdge, 'node'> & { node: ResolversParentTypes['Order'] };
  OrderEvent: OrderEventParent;
  OrderFailure: OrderFailure;
  OrderLine: OrderLineParent;
  OrderLineInput: OrderLineInput;
  OrderPayload: Omit<OrderPayload, 'order'> & { order?: Maybe<ResolversParentTypes['Order']> };
  OrderStatistics: Omit<OrderStatistics, 'buckets'> & { buckets: Array<ResolversParentTypes['OrderBucket']> };
  OrderStatusCount: OrderStatusCount;
  PageInfo: PageInfo;
  Boolean: Scalars['Boolean']['output'];
  PlaceOrderInput: PlaceOrderInput;
  Product: ProductParent;
  Query: Record<PropertyKey, never>;
  User: UserParent;
  UserError: UserError;
  String: Scalars['String']['output'];
};

export type AuthDirectiveArgs = {
  requires: Array<Scalars['String']['input']>;
};

export type AuthDirectiveResolver<Result, Parent, ContextType = Context, Args = AuthDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

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

export type MutationResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  cancelOrder: Resolver<Maybe<ResolversTypes['OrderPayload']>, ParentType, ContextType, RequireFields<MutationCancelOrderArgs, 'id'>>;
  deliverOrder: Resolver<Maybe<ResolversTypes['OrderPayload']>, ParentType, ContextType, RequireFields<MutationDeliverOrderArgs, 'id'>>;
  placeOrder: Resolver<Maybe<ResolversTypes['OrderPayload']>, ParentType, ContextType, RequireFields<MutationPlaceOrderArgs, 'input'>>;
  shipOrder: Resolver<Maybe<ResolversTypes['OrderPayload']>, ParentType, ContextType, RequireFields<MutationShipOrderArgs, 'id'>>;
};

export type OrderResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Order'] = ResolversParentTypes['Order'], FederationReferenceType extends FederationReferenceTypes['Order'] = FederationReferenceTypes['Order']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Order']> | FederationReferenceType, FederationReferenceType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  customer?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  failure?: Resolver<Maybe<ResolversTypes['OrderFailure']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  lines?: Resolver<Array<ResolversTypes['OrderLine']>, ParentType, ContextType>;
  number?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  pollAfterMs?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  status?: Resolver<ResolversTypes['OrderStatus'], ParentType, ContextType>;
  timeline?: Resolver<Array<ResolversTypes['OrderEvent']>, ParentType, ContextType>;
  total?: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
  updatedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
};

export type OrderBucketResolvers<ContextType = Context, ParentType extends ResolversParentTypes['OrderBucket'] = ResolversParentTypes['OrderBucket']> = {
  orders?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  start?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  taken?: Resolver<Array<ResolversTypes['Money']>, ParentType, ContextType>;
};

export type OrderConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['OrderConnection'] = ResolversParentTypes['OrderConnection']> = {
  edges?: Resolver<Array<ResolversTypes['OrderEdge']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['Order']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type OrderEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['OrderEdge'] = ResolversParentTypes['OrderEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Order'], ParentType, ContextType>;
};

export type OrderEventResolvers<ContextType = Context, ParentType extends ResolversParentTypes['OrderEvent'] = ResolversParentTypes['OrderEvent']> = {
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  detail?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  status?: Resolver<ResolversTypes['OrderStatus'], ParentType, ContextType>;
};

export type OrderFailureResolvers<ContextType = Context, ParentType extends ResolversParentTypes['OrderFailure'] = ResolversParentTypes['OrderFailure']> = {
  code?: Resolver<ResolversTypes['OrderFailureCode'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type OrderLineResolvers<ContextType = Context, ParentType extends ResolversParentTypes['OrderLine'] = ResolversParentTypes['OrderLine']> = {
  lineTotal?: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
  product?: Resolver<Maybe<ResolversTypes['Product']>, ParentType, ContextType>;
  productId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  quantity?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  sku?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  unitPrice?: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
};

export type OrderPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['OrderPayload'] = ResolversParentTypes['OrderPayload']> = {
  order?: Resolver<Maybe<ResolversTypes['Order']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type OrderStatisticsResolvers<ContextType = Context, ParentType extends ResolversParentTypes['OrderStatistics'] = ResolversParentTypes['OrderStatistics']> = {
  buckets?: Resolver<Array<ResolversTypes['OrderBucket']>, ParentType, ContextType>;
  statuses?: Resolver<Array<ResolversTypes['OrderStatusCount']>, ParentType, ContextType>;
};

export type OrderStatusCountResolvers<ContextType = Context, ParentType extends ResolversParentTypes['OrderStatusCount'] = ResolversParentTypes['OrderStatusCount']> = {
  orders?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['OrderStatus'], ParentType, ContextType>;
};

export type PageInfoResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PageInfo'] = ResolversParentTypes['PageInfo']> = {
  endCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  hasNextPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  hasPreviousPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  startCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type ProductResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Product'] = ResolversParentTypes['Product']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type QueryResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  order: Resolver<Maybe<ResolversTypes['Order']>, ParentType, ContextType, Partial<QueryOrderArgs>>;
  orderStatistics: Resolver<Maybe<ResolversTypes['OrderStatistics']>, ParentType, ContextType, RequireFields<QueryOrderStatisticsArgs, 'bucket' | 'from' | 'to'>>;
  orders: Resolver<Maybe<ResolversTypes['OrderConnection']>, ParentType, ContextType, RequireFields<QueryOrdersArgs, 'first'>>;
};

export type UserResolvers<ContextType = Context, ParentType extends ResolversParentTypes['User'] = ResolversParentTypes['User'], FederationReferenceType extends FederationReferenceTypes['User'] = FederationReferenceTypes['User']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['User']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  orders?: Resolver<Maybe<ResolversTypes['OrderConnection']>, ParentType, ContextType, RequireFields<UserOrdersArgs, 'first'>>;
};

export type UserErrorResolvers<ContextType = Context, ParentType extends ResolversParentTypes['UserError'] = ResolversParentTypes['UserError']> = {
  code?: Resolver<ResolversTypes['ErrorCode'], ParentType, ContextType>;
  field?: Resolver<Maybe<Array<ResolversTypes['String']>>, ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type Resolvers<ContextType = Context> = {
  Currency?: GraphQLScalarType;
  DateTime?: GraphQLScalarType;
  Decimal?: GraphQLScalarType;
  Money?: MoneyResolvers<ContextType>;
  Mutation?: MutationResolvers<ContextType>;
  Order?: OrderResolvers<ContextType>;
  OrderBucket?: OrderBucketResolvers<ContextType>;
  OrderConnection?: OrderConnectionResolvers<ContextType>;
  OrderEdge?: OrderEdgeResolvers<ContextType>;
  OrderEvent?: OrderEventResolvers<ContextType>;
  OrderFailure?: OrderFailureResolvers<ContextType>;
  OrderLine?: OrderLineResolvers<ContextType>;
  OrderPayload?: OrderPayloadResolvers<ContextType>;
  OrderStatistics?: OrderStatisticsResolvers<ContextType>;
  OrderStatusCount?: OrderStatusCountResolvers<ContextType>;
  PageInfo?: PageInfoResolvers<ContextType>;
  Product?: ProductResolvers<ContextType>;
  Query?: QueryResolvers<ContextType>;
  User?: UserResolvers<ContextType>;
  UserError?: UserErrorResolvers<ContextType>;
};

export type DirectiveResolvers<ContextType = Context> = {
  auth?: AuthDirectiveResolver<any, any, ContextType>;
};
