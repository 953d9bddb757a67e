/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { MoneyFieldsFragment } from '../../client/generated/graphql.ts';
import type { AccountFieldsFragment } from '../../client/generated/graphql.ts';
import type { NotificationFieldsFragment } from '../../client/generated/graphql.ts';
import type { OrderSummaryFragment } from '../../client/generated/graphql.ts';
import type { ProductFieldsFragment } from '../../client/generated/graphql.ts';
import type { UserFieldsFragment } from '../../client/generated/graphql.ts';
import type { PageInfoFieldsFragment } from '../../client/generated/graphql.ts';
import type * as Types from '../../client/generated/graphql.ts';

import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
export type PersonQueryVariables = Exact<{ [key: string]: never; }>;


export type PersonQuery = {
  /** The caller. Null for an anonymous one. */
  me: (
    {
    /** What the user was told. */
    notifications: {
      /** The notifications of the page. */
      nodes: Array<{
        /** Identifies the notification for good. */
        id: string
      }>
    } | null
  }
    & UserFieldsFragment
  ) | null
};

export type WaitingQueryVariables = Exact<{ [key: string]: never; }>;


export type WaitingQuery = {
  moving: {
    nodes: Array<OrderSummaryFragment>
  } | null,
  toShip: {
    nodes: Array<OrderSummaryFragment>
  } | null,
  /** The products that can be ordered, without the archived ones. */
  products: {
    /** The products of the page. */
    nodes: Array<ProductFieldsFragment>
  } | null
};

export type CustomerQueryVariables = Exact<{
  id: string;
  after?: string | null | undefined;
}>;


export type CustomerQuery = {
  /** A user by id: oneself, or anyone for an administrator. Null where there is none or the caller may not see them. */
  user: (
    {
    /** The user's accounts, one for each currency. */
    accounts: Array<AccountFieldsFragment> | null,
    /** The orders that the user placed. */
    orders: {
      /** The orders of the page. */
      nodes: Array<OrderSummaryFragment>
    } | null,
    /** What the user was told. */
    notifications: {
      /** The notifications of the page. */
      nodes: Array<(
        {
        /** Why it could not be sent, with the mail server's own words. Null unless it is FAILED. For administrators. */
        failureReason: string | null
      }
        & NotificationFieldsFragment
      )>,
      /** Where the page lies in the list. */
      pageInfo: PageInfoFieldsFragment
    } | null
  }
    & UserFieldsFragment
  ) | null
};

export type MyOrdersQueryVariables = Exact<{
  after?: string | null | undefined;
}>;


export type MyOrdersQuery = {
  /** The caller. Null for an anonymous one. */
  me: {
    /** Identifies the user for good. */
    id: string,
    /** The orders that the user placed. */
    orders: {
      /** The orders of the page. */
      nodes: Array<OrderSummaryFragment>,
      /** Where the page lies in the list. */
      pageInfo: PageInfoFieldsFragment
    } | null
  } | null
};

export type StatisticsQueryVariables = Exact<{
  hourAgo: string;
  dayAgo: string;
  minute: string;
  hour: string;
}>;


export type StatisticsQuery = {
  hour: {
    buckets: Array<{
      start: string,
      orders: number
    }>
  } | null,
  day: {
    buckets: Array<{
      start: string,
      orders: number,
      taken: Array<MoneyFieldsFragment>
    }>,
    statuses: Array<{
      status: Types.OrderStatus,
      orders: number
    }>
  } | null
};

export class TypedDocumentString<TResult, TVariables>
  extends String
  implements DocumentTypeDecoration<TResult, TVariables>
{
  __apiType?: NonNullable<DocumentTypeDecoration<TResult, TVariables>['__apiType']>;
  private value: string;
  public __meta__?: Record<string, any> | undefined;

  constructor(value: string, __meta__?: Record<string, any> | undefined) {
    super(value);
    this.value = value;
    this.__meta__ = __meta__;
  }

  override toString(): string & DocumentTypeDecoration<TResult, TVariables> {
    return this.value;
  }
}

export const PersonDocument = /*#__PURE__*/ new TypedDocumentString(`
    query Person {
  me {
    ...UserFields
    notifications(first: 1, unread: true) {
      nodes {
        id
      }
    }
  }
}
    fragment UserFields on User {
  id
  username
  email
  firstName
  lastName
  phone
  role
  locale
  active
  emailVerified
  createdAt
}`) as unknown as TypedDocumentString<PersonQuery, PersonQueryVariables>;
export const WaitingDocument = /*#__PURE__*/ new TypedDocumentString(`
    query Waiting {
  moving: orders(first: 100, status: [PENDING, AWAITING_PAYMENT, CANCELLING]) {
    nodes {
      ...OrderSummary
    }
  }
  toShip: orders(first: 100, status: [CONFIRMED]) {
    nodes {
      ...OrderSummary
    }
  }
  products(first: 100) {
    nodes {
      ...ProductFields
    }
  }
}
    fragment MoneyFields on Money {
  amount
  currency
}
fragment OrderSummary on Order {
  id
  number
  status
  total {
    ...MoneyFields
  }
  failure {
    code
    message
  }
  pollAfterMs
  createdAt
  updatedAt
}
fragment ProductFields on Product {
  id
  sku
  name
  description
  price {
    ...MoneyFields
  }
  status
  stock {
    onHand
    reserved
    available
  }
  createdAt
  updatedAt
}`) as unknown as TypedDocumentString<WaitingQuery, WaitingQueryVariables>;
export const CustomerDocument = /*#__PURE__*/ new TypedDocumentString(`
    query Customer($id: ID!, $after: String) {
  user(id: $id) {
    ...UserFields
    accounts {
      ...AccountFields
    }
    orders(first: 10) {
      nodes {
        ...OrderSummary
      }
    }
    notifications(first: 10, after: $after) {
      nodes {
        ...NotificationFields
        failureReason
      }
      pageInfo {
        ...PageInfoFields
      }
    }
  }
}
    fragment MoneyFields on Money {
  amount
  currency
}
fragment AccountFields on Account {
  id
  currency
  balance {
    ...MoneyFields
  }
  held {
    ...MoneyFields
  }
  available {
    ...MoneyFields
  }
}
fragment NotificationFields on Notification {
  id
  type
  status
  subject
  message
  createdAt
  sentAt
  readAt
}
fragment OrderSummary on Order {
  id
  number
  status
  total {
    ...MoneyFields
  }
  failure {
    code
    message
  }
  pollAfterMs
  createdAt
  updatedAt
}
fragment UserFields on User {
  id
  username
  email
  firstName
  lastName
  phone
  role
  locale
  active
  emailVerified
  createdAt
}
fragment PageInfoFields on PageInfo {
  hasNextPage
  endCursor
  hasPreviousPage
  startCursor
}`) as unknown as TypedDocumentString<CustomerQuery, CustomerQueryVariables>;
export const MyOrdersDocument = /*#__PURE__*/ new TypedDocumentString(`
    query MyOrders($after: String) {
  me {
    id
    orders(first: 20, after: $after) {
      nodes {
        ...OrderSummary
      }
      pageInfo {
        ...PageInfoFields
      }
    }
  }
}
    fragment MoneyFields on Money {
  amount
  currency
}
fragment OrderSummary on Order {
  id
  number
  status
  total {
    ...MoneyFields
  }
  failure {
    code
    message
  }
  pollAfterMs
  createdAt
  updatedAt
}
fragment PageInfoFields on PageInfo {
  hasNextPage
  endCursor
  hasPreviousPage
  startCursor
}`) as unknown as TypedDocumentString<MyOrdersQuery, MyOrdersQueryVariables>;
export const StatisticsDocument = /*#__PURE__*/ new TypedDocumentString(`
    query Statistics($hourAgo: DateTime!, $dayAgo: DateTime!, $minute: DateTime!, $hour: DateTime!) {
  hour: orderStatistics(from: $hourAgo, to: $minute, bucket: MINUTE) {
    buckets {
      start
      orders
    }
  }
  day: orderStatistics(from: $dayAgo, to: $hour, bucket: HOUR) {
    buckets {
      start
      orders
      taken {
        ...MoneyFields
      }
    }
    statuses {
      status
      orders
    }
  }
}
    fragment MoneyFields on Money {
  amount
  currency
}`) as unknown as TypedDocumentString<StatisticsQuery, StatisticsQueryVariables>;