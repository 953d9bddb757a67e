import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { ProductParent, ReservationParent, OrderParent, MoneyParent, Context } from '../context.ts';
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

/** A change of what is in the warehouse. */
export type AdjustStockInput = {
  /** How many pieces came in or, when negative, went out. Not zero. */
  delta: Scalars['Int']['input'];
  /**
   * Made by the caller, one for each intention, and valid for the caller and the operation. Sent again with the same input it
   * gives the first outcome again and does nothing twice; with other input it gives IDEMPOTENCY_CONFLICT.
   */
  idempotencyKey?: InputMaybe<Scalars['ID']['input']>;
  /** The SKU of the product. */
  sku: Scalars['String']['input'];
};

/** A new product. */
export type CreateProductInput = {
  /** What there is to say about the product. */
  description?: InputMaybe<Scalars['String']['input']>;
  /** What the product is called. */
  name: Scalars['String']['input'];
  /** How many pieces there are to begin with. */
  onHand?: InputMaybe<Scalars['Int']['input']>;
  /** What one piece costs. Above zero. */
  price: MoneyInput;
  /** The shop's own code for the product, unique. */
  sku: Scalars['String']['input'];
};

/** The expected failures of mutations. */
export type ErrorCode =
  /** The idempotency key was used before with other input. */
  | 'IDEMPOTENCY_CONFLICT'
  /** Fewer pieces are available than the change needs. */
  | 'INSUFFICIENT_STOCK'
  /** The input is well formed, but what is stored forbids it. */
  | 'INVALID_INPUT'
  /** The object is in a state that does not allow this step. */
  | 'INVALID_STATE'
  /** No such object, or it is not one the caller may act on. */
  | 'NOT_FOUND'
  /** The reservation is already committed, released or expired. */
  | 'RESERVATION_CLOSED'
  /** Another product has this SKU. */
  | 'SKU_TAKEN';

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
   * Adds pieces of a product to those on hand, or takes some away. Fails with NOT_FOUND, IDEMPOTENCY_CONFLICT, with
   * INSUFFICIENT_STOCK below what is reserved, or with INVALID_INPUT above what can be counted once all that was sold is
   * returned. For administrators.
   */
  adjustStock?: Maybe<ProductPayload>;
  /**
   * Takes a product out of the catalogue: it is no longer listed and cannot be ordered, but is still found by id. Fails with
   * NOT_FOUND. For administrators.
   */
  archiveProduct?: Maybe<ProductPayload>;
  /** Adds a product to the catalogue. Fails with SKU_TAKEN. For administrators. */
  createProduct?: Maybe<ProductPayload>;
  /**
   * Gives back what was set aside by hand. Fails with NOT_FOUND, RESERVATION_CLOSED, or with INVALID_STATE for the reservation
   * of an order, which only the order itself closes. For administrators.
   */
  releaseStock?: Maybe<ReservationPayload>;
  /**
   * Sets pieces of a product aside by hand. Fails with NOT_FOUND, INVALID_STATE for an archived one, INSUFFICIENT_STOCK or
   * IDEMPOTENCY_CONFLICT. For administrators.
   */
  reserveStock?: Maybe<ReservationPayload>;
  /** Puts an archived product back into the catalogue. Fails with NOT_FOUND. For administrators. */
  restoreProduct?: Maybe<ProductPayload>;
  /**
   * Sets how many pieces of a product are on hand, as after a stocktaking. Fails with NOT_FOUND, with INSUFFICIENT_STOCK below
   * what is reserved, or with INVALID_INPUT above what can be counted once all that was sold is returned. For administrators.
   */
  setStock?: Maybe<ProductPayload>;
  /**
   * Changes the name, the description or the price of a product. What was already reserved keeps its price. Fails with
   * NOT_FOUND. For administrators.
   */
  updateProduct?: Maybe<ProductPayload>;
};


/** What can be done. Each field is one intention, and either happens whole or not at all. */
export type MutationAdjustStockArgs = {
  input: AdjustStockInput;
};


/** What can be done. Each field is one intention, and either happens whole or not at all. */
export type MutationArchiveProductArgs = {
  id: Scalars['ID']['input'];
};


/** What can be done. Each field is one intention, and either happens whole or not at all. */
export type MutationCreateProductArgs = {
  input: CreateProductInput;
};


/** What can be done. Each field is one intention, and either happens whole or not at all. */
export type MutationReleaseStockArgs = {
  reservationId: Scalars['ID']['input'];
};


/** What can be done. Each field is one intention, and either happens whole or not at all. */
export type MutationReserveStockArgs = {
  input: ReserveStockInput;
};


/** What can be done. Each field is one intention, and either happens whole or not at all. */
export type MutationRestoreProductArgs = {
  id: Scalars['ID']['input'];
};


/** What can be done. Each field is one intention, and either happens whole or not at all. */
export type MutationSetStockArgs = {
  input: SetStockInput;
};


/** What can be done. Each field is one intention, and either happens whole or not at all. */
export type MutationUpdateProductArgs = {
  input: UpdateProductInput;
};

/** An order of one customer, from the moment it is placed until it is delivered or undone. */
export type Order = {
  __typename?: 'Order';
  /** Identifies the order for good. */
  id: Scalars['ID']['output'];
  /** The stock set aside for the order, one reservation for each line. Empty until it was reserved. */
  reservations?: Maybe<Array<Reservation>>;
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

/** Something that is sold. */
export type Product = {
  __typename?: 'Product';
  /** When the product was added to the catalogue. */
  createdAt: Scalars['DateTime']['output'];
  /** What there is to say about the product. */
  description?: Maybe<Scalars['String']['output']>;
  /** Identifies the product for good. */
  id: Scalars['ID']['output'];
  /** What the product is called. */
  name: Scalars['String']['output'];
  /** What one piece costs now. */
  price: Money;
  /** The stock keeping unit: the shop's own code for the product, unique. */
  sku: Scalars['String']['output'];
  /** Whether it can be ordered. */
  status: ProductStatus;
  /** How many pieces there are. */
  stock: Stock;
  /** When the product was last changed. */
  updatedAt: Scalars['DateTime']['output'];
};

/** A page of products, newest first. */
export type ProductConnection = {
  __typename?: 'ProductConnection';
  /** The products of the page, each with its cursor. */
  edges: Array<ProductEdge>;
  /** The products of the page. */
  nodes: Array<Product>;
  /** Where the page lies in the list. */
  pageInfo: PageInfo;
};

/** A product in a page. */
export type ProductEdge = {
  __typename?: 'ProductEdge';
  /** Marks this place in the list, to pass as `after`. */
  cursor: Scalars['String']['output'];
  /** A product itself. */
  node: Product;
};

/** The outcome of a mutation on a product. */
export type ProductPayload = {
  __typename?: 'ProductPayload';
  /** The product as it is now. Null when there are user errors. */
  product?: Maybe<Product>;
  /** Why nothing was done. Empty when it was. */
  userErrors: Array<UserError>;
};

/** Whether a product can be ordered. */
export type ProductStatus =
  /** Listed, and can be ordered. */
  | 'ACTIVE'
  /** Not listed and cannot be ordered, but still shown where it was ordered before. */
  | 'ARCHIVED';

/** What can be asked. */
export type Query = {
  __typename?: 'Query';
  /** A product by id or by SKU, exactly one of the two. Archived ones are found as well. Null where there is none. */
  product?: Maybe<Product>;
  /** The products that can be ordered, without the archived ones. */
  products?: Maybe<ProductConnection>;
  /** A reservation by id, for administrators. Null where there is none. */
  reservation?: Maybe<Reservation>;
};


/** What can be asked. */
export type QueryProductArgs = {
  id?: InputMaybe<Scalars['ID']['input']>;
  sku?: InputMaybe<Scalars['String']['input']>;
};


/** What can be asked. */
export type QueryProductsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  inStock?: InputMaybe<Scalars['Boolean']['input']>;
  search?: InputMaybe<Scalars['String']['input']>;
};


/** What can be asked. */
export type QueryReservationArgs = {
  id: Scalars['ID']['input'];
};

/** Pieces of one product that are set aside, for an order or by hand. */
export type Reservation = {
  __typename?: 'Reservation';
  /** When the pieces were set aside. */
  createdAt: Scalars['DateTime']['output'];
  /** When the reservation ends by itself. Null where it does not; that of an order never does. */
  expiresAt?: Maybe<Scalars['DateTime']['output']>;
  /** Identifies the reservation for good. */
  id: Scalars['ID']['output'];
  /** The order they are for. Null for a reservation made by hand. */
  order?: Maybe<Order>;
  /** What is set aside. */
  product: Product;
  /** How many pieces. */
  quantity: Scalars['Int']['output'];
  /** What became of them. */
  status: ReservationStatus;
};

/** The outcome of a mutation on a reservation. */
export type ReservationPayload = {
  __typename?: 'ReservationPayload';
  /** The reservation as it is now. Null when there are user errors. */
  reservation?: Maybe<Reservation>;
  /** Why nothing was done. Empty when it was. */
  userErrors: Array<UserError>;
};

/** What became of pieces that were set aside. */
export type ReservationStatus =
  /** Set aside, and still in the warehouse. */
  | 'ACTIVE'
  /** Sold: taken off what is on hand. */
  | 'COMMITTED'
  /** Given back because its time had run out. */
  | 'EXPIRED'
  /** Given back. */
  | 'RELEASED';

/** Pieces to set aside by hand. */
export type ReserveStockInput = {
  /** The seconds after which they are given back by themselves. Left out, they stay aside until released. */
  expiresInSeconds?: InputMaybe<Scalars['Int']['input']>;
  /**
   * Made by the caller, one for each intention, and valid for the caller and the operation. Sent again with the same input it
   * gives the first outcome again and does nothing twice; with other input it gives IDEMPOTENCY_CONFLICT.
   */
  idempotencyKey?: InputMaybe<Scalars['ID']['input']>;
  /** How many pieces. Above zero. */
  quantity: Scalars['Int']['input'];
  /** The SKU of the product. */
  sku: Scalars['String']['input'];
};

/** A count of what is in the warehouse. */
export type SetStockInput = {
  /** How many pieces are in the warehouse, reserved ones included. Zero or more. */
  onHand: Scalars['Int']['input'];
  /** The SKU of the product. */
  sku: Scalars['String']['input'];
};

/** How many pieces of a product there are. None of the numbers is ever negative. */
export type Stock = {
  __typename?: 'Stock';
  /** The pieces that can be ordered: those on hand without the reserved ones. */
  available: Scalars['Int']['output'];
  /** The pieces in the warehouse, reserved ones included. */
  onHand: Scalars['Int']['output'];
  /** The pieces that are set aside. */
  reserved: Scalars['Int']['output'];
};

/** A change to a product. What is left out stays. */
export type UpdateProductInput = {
  /** What there is to say about the product from now on. Null clears it. */
  description?: InputMaybe<Scalars['String']['input']>;
  /** The product's id. */
  id: Scalars['ID']['input'];
  /** What the product is called from now on. Null leaves it as it is. */
  name?: InputMaybe<Scalars['String']['input']>;
  /** What one piece costs from now on. Above zero. Null leaves it as it is. */
  price?: InputMaybe<MoneyInput>;
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
  Product: Product;
};

/** Mapping of federation reference types */
export type FederationReferenceTypes = {
  Order:
    ( { __typename: 'Order' }
    & GraphQLRecursivePick<FederationTypes['Order'], {"id":true}> );
  Product:
    ( { __typename: 'Product' }
    & GraphQLRecursivePick<FederationTypes['Product'], {"id":true}> );
};



/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  AdjustStockInput: AdjustStockInput;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  CreateProductInput: CreateProductInput;
  Currency: ResolverTypeWrapper<Scalars['Currency']['output']>;
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  Decimal: ResolverTypeWrapper<Scalars['Decimal']['output']>;
  ErrorCode: ErrorCode;
  Money: ResolverTypeWrapper<MoneyParent>;
  MoneyInput: MoneyInput;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Order: ResolverTypeWrapper<OrderParent>;
  PageInfo: ResolverTypeWrapper<PageInfo>;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
  Product: ResolverTypeWrapper<ProductParent>;
  ProductConnection: ResolverTypeWrapper<Omit<ProductConnection, 'edges' | 'nodes'> & { edges: Array<ResolversTypes['ProductEdge']>, nodes: Array<ResolversTypes['Product']> }>;
  ProductEdge: ResolverTypeWrapper<Omit<ProductEdge, 'node'> & { node: ResolversTypes['Product'] }>;
  ProductPayload: ResolverTypeWrapper<Omit<ProductPayload, 'product'> & { product?: Maybe<ResolversTypes['Product']> }>;
  ProductStatus: ProductStatus;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Reservation: ResolverTypeWrapper<ReservationParent>;
  ReservationPayload: ResolverTypeWrapper<Omit<ReservationPayload, 'reservation'> & { reservation?: Maybe<ResolversTypes['Reservation']> }>;
  ReservationStatus: ReservationStatus;
  ReserveStockInput: ReserveStockInput;
  SetStockInput: SetStockInput;
  Stock: ResolverTypeWrapper<Stock>;
  UpdateProductInput: UpdateProductInput;
  UserError: ResolverTypeWrapper<UserError>;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  AdjustStockInput: AdjustStockInput;
  Int: Scalars['Int']['output'];
  ID: Scalars['ID']['output'];
  CreateProductInput: CreateProductInput;
  Currency: Scalars['Currency']['output'];
  DateTime: Scalars['DateTime']['output'];
  Decimal: Scalars['Decimal']['output'];
  Money: MoneyParent;
  MoneyInput: MoneyInput;
  Mutation: Record<PropertyKey, never>;
  Order: OrderParent;
  PageInfo: PageInfo;
  Boolean: Scalars['Boolean']['output'];
  Product: ProductParent;
  ProductConnection: Omit<ProductConnection, 'edges' | 'nodes'> & { edges: Array<ResolversParentTypes['ProductEdge']>, nodes: Array<ResolversParentTypes['Product']> };
  ProductEdge: Omit<ProductEdge, 'node'> & { node: ResolversParentTypes['Product'] };
  ProductPayload: Omit<ProductPayload, 'product'> & { product?: Maybe<ResolversParentTypes['Product']> };
  Query: Record<PropertyKey, never>;
  Reservation: ReservationParent;
  ReservationPayload: Omit<ReservationPayload, 'reservation'> & { reservation?: Maybe<ResolversParentTypes['Reservation']> };
  ReserveStockInput: ReserveStockInput;
  SetStockInput: SetStockInput;
  Stock: Stock;
  UpdateProductInput: UpdateProductInput;
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
  adjustStock: Resolver<Maybe<ResolversTypes['ProductPayload']>, ParentType, ContextType, RequireFields<MutationAdjustStockArgs, 'input'>>;
  archiveProduct: Resolver<Maybe<ResolversTypes['ProductPayload']>, ParentType, ContextType, RequireFields<MutationArchiveProductArgs, 'id'>>;
  createProduct: Resolver<Maybe<ResolversTypes['ProductPayload']>, ParentType, ContextType, RequireFields<MutationCreateProductArgs, 'input'>>;
  releaseStock: Resolver<Maybe<ResolversTypes['ReservationPayload']>, ParentType, ContextType, RequireFields<MutationReleaseStockArgs, 'reservationId'>>;
  reserveStock: Resolver<Maybe<ResolversTypes['ReservationPayload']>, ParentType, ContextType, RequireFields<MutationReserveStockArgs, 'input'>>;
  restoreProduct: Resolver<Maybe<ResolversTypes['ProductPayload']>, ParentType, ContextType, RequireFields<MutationRestoreProductArgs, 'id'>>;
  setStock: Resolver<Maybe<ResolversTypes['ProductPayload']>, ParentType, ContextType, RequireFields<MutationSetStockArgs, 'input'>>;
  updateProduct: Resolver<Maybe<ResolversTypes['ProductPayload']>, ParentType, ContextType, RequireFields<MutationUpdateProductArgs, 'input'>>;
};

export type OrderResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Order'] = ResolversParentTypes['Order'], FederationReferenceType extends FederationReferenceTypes['Order'] = FederationReferenceTypes['Order']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Order']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  reservations?: Resolver<Maybe<Array<ResolversTypes['Reservation']>>, ParentType, ContextType>;
};

export type PageInfoResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PageInfo'] = ResolversParentTypes['PageInfo']> = {
  endCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  hasNextPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  hasPreviousPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  startCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type ProductResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Product'] = ResolversParentTypes['Product'], FederationReferenceType extends FederationReferenceTypes['Product'] = FederationReferenceTypes['Product']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Product']> | FederationReferenceType, FederationReferenceType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  description?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  price?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  sku?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['ProductStatus'], ParentType, ContextType>;
  stock?: Resolver<ResolversTypes['Stock'], ParentType, ContextType>;
  updatedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
};

export type ProductConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ProductConnection'] = ResolversParentTypes['ProductConnection']> = {
  edges?: Resolver<Array<ResolversTypes['ProductEdge']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['Product']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type ProductEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ProductEdge'] = ResolversParentTypes['ProductEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Product'], ParentType, ContextType>;
};

export type ProductPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ProductPayload'] = ResolversParentTypes['ProductPayload']> = {
  product?: Resolver<Maybe<ResolversTypes['Product']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type QueryResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  product: Resolver<Maybe<ResolversTypes['Product']>, ParentType, ContextType, Partial<QueryProductArgs>>;
  products: Resolver<Maybe<ResolversTypes['ProductConnection']>, ParentType, ContextType, RequireFields<QueryProductsArgs, 'first'>>;
  reservation: Resolver<Maybe<ResolversTypes['Reservation']>, ParentType, ContextType, RequireFields<QueryReservationArgs, 'id'>>;
};

export type ReservationResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Reservation'] = ResolversParentTypes['Reservation']> = {
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  expiresAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  order?: Resolver<Maybe<ResolversTypes['Order']>, ParentType, ContextType>;
  product?: Resolver<ResolversTypes['Product'], ParentType, ContextType>;
  quantity?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['ReservationStatus'], ParentType, ContextType>;
};

export type ReservationPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ReservationPayload'] = ResolversParentTypes['ReservationPayload']> = {
  reservation?: Resolver<Maybe<ResolversTypes['Reservation']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type StockResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Stock'] = ResolversParentTypes['Stock']> = {
  available?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  onHand?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  reserved?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
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
  PageInfo?: PageInfoResolvers<ContextType>;
  Product?: ProductResolvers<ContextType>;
  ProductConnection?: ProductConnectionResolvers<ContextType>;
  ProductEdge?: ProductEdgeResolvers<ContextType>;
  ProductPayload?: ProductPayloadResolvers<ContextType>;
  Query?: QueryResolvers<ContextType>;
  Reservation?: ReservationResolvers<ContextType>;
  ReservationPayload?: ReservationPayloadResolvers<ContextType>;
  Stock?: StockResolvers<ContextType>;
  UserError?: UserErrorResolvers<ContextType>;
};

export type DirectiveResolvers<ContextType = Context> = {
  auth?: AuthDirectiveResolver<any, any, ContextType>;
};
