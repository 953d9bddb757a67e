/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
/** A change of what is in the warehouse. */
export type AdjustStockInput = {
  /** How many pieces came in or, when negative, went out. Not zero. */
  delta: number;
  /**
   * Made by the caller, one for each intention, and valid for the caller and the operation. Sent again with the same input it
   * gives the first outcome again and does nothing twice; with other input it gives IDEMPOTENCY_CONFLICT.
   */
  idempotencyKey?: string | null | undefined;
  /** The SKU of the product. */
  sku: string;
};

/** A change of password by somebody who knows the current one. */
export type ChangePasswordInput = {
  /** The password until now. */
  currentPassword: string;
  /** The password from now on, under the rules of registration. */
  newPassword: string;
};

/** A new product. */
export type CreateProductInput = {
  /** What there is to say about the product. */
  description?: string | null | undefined;
  /** What the product is called. */
  name: string;
  /** How many pieces there are to begin with. */
  onHand?: number | null | undefined;
  /** What one piece costs. Above zero. */
  price: MoneyInput;
  /** The shop's own code for the product, unique. */
  sku: string;
};

/** The expected failures of mutations. */
export type ErrorCode =
  /** The account is frozen: it takes no deposits, withdrawals or new payments. */
  | 'ACCOUNT_FROZEN'
  /** The currency is not the one that the object is kept in. */
  | 'CURRENCY_MISMATCH'
  /** The caller's e-mail address is not confirmed, and this shop asks for that. */
  | 'EMAIL_NOT_VERIFIED'
  /** Another user has this e-mail address, in whatever case. */
  | 'EMAIL_TAKEN'
  /** The idempotency key was used before with other input. */
  | 'IDEMPOTENCY_CONFLICT'
  /** The available balance is lower than the amount. */
  | 'INSUFFICIENT_FUNDS'
  /** Fewer pieces are available than the change needs. */
  | 'INSUFFICIENT_STOCK'
  /** The login or the password is wrong, or the user is deactivated. It does not say which. */
  | 'INVALID_CREDENTIALS'
  /** The input is well formed, but what is stored forbids it. */
  | 'INVALID_INPUT'
  /** The object is in a state that does not allow this step. */
  | 'INVALID_STATE'
  /** The refresh token or the one-time token from a mail is unknown, expired, used or revoked. */
  | 'INVALID_TOKEN'
  /** No such object, or it is not one the caller may act on. */
  | 'NOT_FOUND'
  /** The reservation is already committed, released or expired. */
  | 'RESERVATION_CLOSED'
  /** Another product has this SKU. */
  | 'SKU_TAKEN'
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
  login: string;
  /** The password. */
  password: string;
  /**
   * The refresh token that this device was given last, used or not, if it has one. It shows that the device has signed in before, so that
   * what others fail at from elsewhere does not keep it out.
   */
  refreshToken?: string | null | undefined;
};

/** An amount of money as a caller gives it. It may have fewer decimal places than its currency has, but not more. */
export type MoneyInput = {
  /** How much, without a sign: 200.5 and 200.50 are the same for USD, and 200.505 is refused. */
  amount: string;
  /** The currency of the amount. */
  currency: string;
};

/** A deposit or a withdrawal. */
export type MoveMoneyInput = {
  /** How much to move. Above zero. */
  amount: MoneyInput;
  /**
   * Made by the caller, one for each intention, and valid for the caller and the operation. Sent again with the same input it
   * gives the first outcome again and does nothing twice; with other input it gives IDEMPOTENCY_CONFLICT.
   */
  idempotencyKey?: string | null | undefined;
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

/** One product and how many pieces of it. Exactly one of `productId` and `sku` is given. */
export type OrderLineInput = {
  /** The product's id. */
  productId?: string | null | undefined;
  /** How many pieces. Above zero. */
  quantity: number;
  /** The product's SKU. */
  sku?: string | null | undefined;
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

/** What a customer orders. */
export type PlaceOrderInput = {
  /** What the customer saw as the total. The order is rejected with PRICE_CHANGED if it comes to anything else. */
  expectedTotal?: MoneyInput | null | undefined;
  /**
   * Made by the caller, one for each intention, and valid for the caller and the operation. Sent again with the same input it
   * gives the first outcome again and does nothing twice; with other input it gives IDEMPOTENCY_CONFLICT.
   */
  idempotencyKey?: string | null | undefined;
  /** What is ordered, 1 to 100 lines, no product twice. */
  lines: Array<OrderLineInput>;
};

/** Whether a product can be ordered. */
export type ProductStatus =
  /** Listed, and can be ordered. */
  | 'ACTIVE'
  /** Not listed and cannot be ordered, but still shown where it was ordered before. */
  | 'ARCHIVED';

/** A new user, as they describe themselves. */
export type RegisterInput = {
  /** Where the user gets mail, and what they may sign in with. */
  email: string;
  /** The given name. */
  firstName?: string | null | undefined;
  /** The family name. */
  lastName?: string | null | undefined;
  /** The language of the mail the user gets. English where it is left out. */
  locale?: Locale | null | undefined;
  /** From 8 to 128 characters, neither one's own name or address nor one of the most common passwords. There are no other rules. */
  password: string;
  /** A telephone number. */
  phone?: string | null | undefined;
  /**
   * The name to sign in with and be shown by: at most 64 visible letters, digits and ASCII signs but @, in one direction of writing
   * (RFC 8265, UsernameCaseMapped).
   */
  username: string;
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
  expiresInSeconds?: number | null | undefined;
  /**
   * Made by the caller, one for each intention, and valid for the caller and the operation. Sent again with the same input it
   * gives the first outcome again and does nothing twice; with other input it gives IDEMPOTENCY_CONFLICT.
   */
  idempotencyKey?: string | null | undefined;
  /** How many pieces. Above zero. */
  quantity: number;
  /** The SKU of the product. */
  sku: string;
};

/** What a user may do. */
export type Role =
  /** Runs the shop: sees everything and keeps products, stock, orders and users. */
  | 'ADMIN'
  /** Buys: sees and changes only what is their own. */
  | 'CUSTOMER';

/** Something to tell a user. */
export type SendNotificationInput = {
  /**
   * Made by the caller, one for each intention, and valid for the caller and the operation. Sent again with the same input it
   * gives the first outcome again and does nothing twice; with other input it gives IDEMPOTENCY_CONFLICT.
   */
  idempotencyKey?: string | null | undefined;
  /** The text, as it is to be read. */
  message: string;
  /** The subject. A general one where it is left out. */
  subject?: string | null | undefined;
  /** What it is about. CUSTOM where it is left out. */
  type?: NotificationType | null | undefined;
  /** The user to tell. */
  userId: string;
};

/** A count of what is in the warehouse. */
export type SetStockInput = {
  /** How many pieces are in the warehouse, reserved ones included. Zero or more. */
  onHand: number;
  /** The SKU of the product. */
  sku: string;
};

/** A change to a product. What is left out stays. */
export type UpdateProductInput = {
  /** What there is to say about the product from now on. Null clears it. */
  description?: string | null | undefined;
  /** The product's id. */
  id: string;
  /** What the product is called from now on. Null leaves it as it is. */
  name?: string | null | undefined;
  /** What one piece costs from now on. Above zero. Null leaves it as it is. */
  price?: MoneyInput | null | undefined;
};

/** What a user changes about themselves. What is left out stays; what is null is cleared. */
export type UpdateProfileInput = {
  /** The given name. */
  firstName?: string | null | undefined;
  /** The family name. */
  lastName?: string | null | undefined;
  /** The language of the mail the user gets. Null leaves it as it is. */
  locale?: Locale | null | undefined;
  /** A telephone number. */
  phone?: string | null | undefined;
};

export type MoneyFieldsFragment = {
  /** How much, for example 200.50 for USD, 200 for JPY and 200.500 for KWD. */
  amount: string,
  /** The currency of the amount. */
  currency: string
};

export type AccountFieldsFragment = {
  /** Identifies the account for good. */
  id: string,
  /** The currency of everything in the account. */
  currency: string,
  /** What is there, what is held included. */
  balance: MoneyFieldsFragment,
  /** What is set aside for orders under way. */
  held: MoneyFieldsFragment,
  /** What can be spent or withdrawn: the balance without what is held. Never negative. */
  available: MoneyFieldsFragment
};

export type OperationFieldsFragment = {
  /** Identifies the operation for good. */
  id: string,
  /** Why the balance moved, which also says whether it rose or fell. */
  type: OperationType,
  /** When the balance moved. */
  createdAt: string,
  /** By how much. Always above zero. */
  amount: MoneyFieldsFragment,
  /** The account's balance right after it. Each follows from the one before, without a gap. */
  balanceAfter: MoneyFieldsFragment,
  /** The order that it paid for or gave money back for. Null for deposits and withdrawals. */
  order: {
    /** Identifies the order for good. */
    id: string,
    /** A short number for people to say and write, unique. */
    number: string,
    /** How far it has come. */
    status: OrderStatus
  } | null
};

export type AccountQueryVariables = Exact<{
  currency?: string | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
  type?: Array<OperationType> | OperationType | null | undefined;
}>;


export type AccountQuery = {
  /** The caller. Null for an anonymous one. */
  me: {
    /** Identifies the user for good. */
    id: string,
    /** The user's account in one currency. Null where there is none. */
    account: (
      {
      /** Whose money it is. */
      owner: {
        /** Identifies the user for good. */
        id: string,
        /** The name the user signs in with and is shown by. Holds no @ and is unique whatever the case of its letters. */
        username: string
      } | null,
      /** What moved the balance. */
      operations: {
        /** The operations of the page. */
        nodes: Array<OperationFieldsFragment>,
        /** Where the page lies in the list. */
        pageInfo: PageInfoFieldsFragment
      }
    }
      & AccountFieldsFragment
    ) | null
  } | null
};

export type AccountsQueryVariables = Exact<{ [key: string]: never; }>;


export type AccountsQuery = {
  /** The caller. Null for an anonymous one. */
  me: {
    /** Identifies the user for good. */
    id: string,
    /** The user's accounts, one for each currency. */
    accounts: Array<AccountFieldsFragment> | null
  } | null
};

export type DepositMutationVariables = Exact<{
  input: MoveMoneyInput;
}>;


export type DepositMutation = {
  /** Adds money to the caller's account in the currency of the amount, and opens that account if there is none. Fails with ACCOUNT_FROZEN, INVALID_INPUT or IDEMPOTENCY_CONFLICT. */
  deposit: {
    /** The account as it is now. Null when there are user errors. */
    account: AccountFieldsFragment | null,
    /** The movement that was made. Null when there are user errors. */
    operation: OperationFieldsFragment | null,
    /** Why nothing was done. Empty when it was. */
    userErrors: Array<UserErrorFieldsFragment>
  } | null
};

export type WithdrawMutationVariables = Exact<{
  input: MoveMoneyInput;
}>;


export type WithdrawMutation = {
  /** Takes money from the caller's account in the currency of the amount. What is held for orders cannot be taken. Fails with NOT_FOUND, ACCOUNT_FROZEN, INSUFFICIENT_FUNDS or IDEMPOTENCY_CONFLICT. */
  withdraw: {
    /** The account as it is now. Null when there are user errors. */
    account: AccountFieldsFragment | null,
    /** The movement that was made. Null when there are user errors. */
    operation: OperationFieldsFragment | null,
    /** Why nothing was done. Empty when it was. */
    userErrors: Array<UserErrorFieldsFragment>
  } | null
};

export type NotificationFieldsFragment = {
  /** Identifies the notification for good. */
  id: string,
  /** What it is about. */
  type: NotificationType,
  /** How far it has come. */
  status: NotificationStatus,
  /** The subject, in the recipient's language. */
  subject: string,
  /** The text, in the recipient's language. */
  message: string,
  /** When it was written. */
  createdAt: string,
  /** When the mail server took it. Null until then. */
  sentAt: string | null,
  /** When the recipient marked it as read. Null until then. */
  readAt: string | null
};

export type NotificationsQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
  unread?: boolean | null | undefined;
}>;


export type NotificationsQuery = {
  /** The caller. Null for an anonymous one. */
  me: {
    /** Identifies the user for good. */
    id: string,
    /** What the user was told. */
    notifications: {
      /** The notifications of the page. */
      nodes: Array<(
        {
        /** Who was told. */
        recipient: {
          /** Identifies the user for good. */
          id: string,
          /** The name the user signs in with and is shown by. Holds no @ and is unique whatever the case of its letters. */
          username: string
        } | null,
        /** The order it is about. Null where it is not about one. */
        order: {
          /** Identifies the order for good. */
          id: string,
          /** A short number for people to say and write, unique. */
          number: string,
          /** How far it has come. */
          status: OrderStatus
        } | null
      }
        & NotificationFieldsFragment
      )>,
      /** Where the page lies in the list. */
      pageInfo: PageInfoFieldsFragment
    } | null
  } | null
};

export type SendNotificationMutationVariables = Exact<{
  input: SendNotificationInput;
}>;


export type SendNotificationMutation = {
  /** Writes to a user. Fails with NOT_FOUND or IDEMPOTENCY_CONFLICT. For administrators. */
  sendNotification: {
    /** The notification as it is now. Null when there are user errors. */
    notification: NotificationFieldsFragment | null,
    /** Why nothing was done. Empty when it was. */
    userErrors: Array<UserErrorFieldsFragment>
  } | null
};

export type ResendNotificationMutationVariables = Exact<{
  id: string;
}>;


export type ResendNotificationMutation = {
  /** Sends a notification once more, to the user's present address. Fails with NOT_FOUND or INVALID_STATE. For administrators. */
  resendNotification: {
    /** The notification as it is now. Null when there are user errors. */
    notification: NotificationFieldsFragment | null,
    /** Why nothing was done. Empty when it was. */
    userErrors: Array<UserErrorFieldsFragment>
  } | null
};

export type MarkNotificationReadMutationVariables = Exact<{
  id: string;
}>;


export type MarkNotificationReadMutation = {
  /** Marks a notification of the caller as read. Marking it again changes nothing. Fails with NOT_FOUND. */
  markNotificationRead: {
    /** The notification as it is now. Null when there are user errors. */
    notification: NotificationFieldsFragment | null,
    /** Why nothing was done. Empty when it was. */
    userErrors: Array<UserErrorFieldsFragment>
  } | null
};

export type OrderSummaryFragment = {
  /** Identifies the order for good. */
  id: string,
  /** A short number for people to say and write, unique. */
  number: string,
  /** How far it has come. */
  status: OrderStatus,
  /** The milliseconds to wait before asking again. Null where nothing changes without somebody's doing. */
  pollAfterMs: number | null,
  /** When it was placed. */
  createdAt: string,
  /** When it last changed. */
  updatedAt: string,
  /** What it costs in all. Null until the stock is reserved, then fixed. */
  total: MoneyFieldsFragment | null,
  /** Why it was rejected, cancelled or has expired. Null otherwise. */
  failure: {
    /** The reason, for programs. */
    code: OrderFailureCode,
    /** The reason, in words that a customer understands. */
    message: string
  } | null
};

export type OrderPageFragment = (
  {
  /** Who placed the order. */
  customer: (
    {
    /** The user's account in one currency. Null where there is none. */
    account: AccountFieldsFragment | null
  }
    & UserFieldsFragment
  ) | null,
  /** What was ordered, in the order it was given. */
  lines: Array<{
    /** The product's id. Null until the line is priced, if it was ordered by SKU. */
    productId: string | null,
    /** The product's SKU. Null until the line is priced, if it was ordered by id. */
    sku: string | null,
    /** How many pieces. */
    quantity: number,
    /** The product as it is now. Null until its id is known. */
    product: ProductFieldsFragment | null,
    /** What one piece costs in this order, whatever it costs now. Null until the line is priced. */
    unitPrice: MoneyFieldsFragment | null,
    /** What the line costs: unit price by quantity. Null until the line is priced. */
    lineTotal: MoneyFieldsFragment | null
  }>,
  /** Every status it has had, oldest first. */
  timeline: Array<{
    /** The status. */
    status: OrderStatus,
    /** Since when. */
    at: string,
    /** What led to it, for people. */
    detail: string | null
  }>,
  /** The payment for the order. Null until the money was first asked for. */
  payment: {
    /** Identifies the payment for good. */
    id: string,
    /** How far it has come. */
    status: PaymentStatus,
    /** Why it was declined. Null unless it was. */
    declineCode: PaymentDeclineCode | null,
    /** When the money was first asked for. */
    createdAt: string,
    /** When the status last changed. */
    updatedAt: string,
    /** The total of the order. */
    amount: MoneyFieldsFragment
  } | null,
  /** The stock set aside for the order, one reservation for each line. Empty until it was reserved. */
  reservations: Array<{
    /** Identifies the reservation for good. */
    id: string,
    /** How many pieces. */
    quantity: number,
    /** What became of them. */
    status: ReservationStatus,
    /** When the reservation ends by itself. Null where it does not; that of an order never does. */
    expiresAt: string | null,
    /** When the pieces were set aside. */
    createdAt: string,
    /** What is set aside. */
    product: {
      /** Identifies the product for good. */
      id: string,
      /** The stock keeping unit: the shop's own code for the product, unique. */
      sku: string
    }
  }> | null,
  /** What the customer was told about the order, newest first. */
  notifications: Array<NotificationFieldsFragment> | null
}
  & OrderSummaryFragment
);

export type OrderQueryVariables = Exact<{
  id?: string | null | undefined;
  number?: string | null | undefined;
}>;


export type OrderQuery = {
  /** An order by id or by number, exactly one of the two: one's own, or any for an administrator. Null where there is none or the caller may not see it. */
  order: OrderPageFragment | null
};

export type OrderStatusQueryVariables = Exact<{
  id: string;
}>;


export type OrderStatusQuery = {
  /** An order by id or by number, exactly one of the two: one's own, or any for an administrator. Null where there is none or the caller may not see it. */
  order: OrderSummaryFragment | null
};

export type OrdersQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
  status?: Array<OrderStatus> | OrderStatus | null | undefined;
}>;


export type OrdersQuery = {
  /** The caller's orders, or everybody's for an administrator. */
  orders: {
    /** The orders of the page. */
    nodes: Array<OrderSummaryFragment>,
    /** Where the page lies in the list. */
    pageInfo: PageInfoFieldsFragment
  } | null
};

export type PlaceOrderMutationVariables = Exact<{
  input: PlaceOrderInput;
}>;


export type PlaceOrderMutation = {
  /** Places an order for the caller. It answers at once with a PENDING order, which is then priced, reserved and paid: ask for `order(id:)` again after `pollAfterMs` until that is null. Fails with IDEMPOTENCY_CONFLICT, and with EMAIL_NOT_VERIFIED where the shop asks for a confirmed address (`verifyEmail`). */
  placeOrder: {
    /** The order as it is now. Null when there are user errors. */
    order: OrderSummaryFragment | null,
    /** Why nothing was done. Empty when it was. */
    userErrors: Array<UserErrorFieldsFragment>
  } | null
};

export type CancelOrderMutationVariables = Exact<{
  id: string;
}>;


export type CancelOrderMutation = {
  /** Has an order undone, by its customer or an administrator, as long as it is not shipped: what is held is lifted, what is paid is given back, what is reserved is returned. Fails with NOT_FOUND or INVALID_STATE. */
  cancelOrder: {
    /** The order as it is now. Null when there are user errors. */
    order: OrderSummaryFragment | null,
    /** Why nothing was done. Empty when it was. */
    userErrors: Array<UserErrorFieldsFragment>
  } | null
};

export type ShipOrderMutationVariables = Exact<{
  id: string;
}>;


export type ShipOrderMutation = {
  /** Marks a CONFIRMED order as sent off. Fails with NOT_FOUND or INVALID_STATE. For administrators. */
  shipOrder: {
    /** The order as it is now. Null when there are user errors. */
    order: OrderSummaryFragment | null,
    /** Why nothing was done. Empty when it was. */
    userErrors: Array<UserErrorFieldsFragment>
  } | null
};

export type DeliverOrderMutationVariables = Exact<{
  id: string;
}>;


export type DeliverOrderMutation = {
  /** Marks a SHIPPED order as arrived. Fails with NOT_FOUND or INVALID_STATE. For administrators. */
  deliverOrder: {
    /** The order as it is now. Null when there are user errors. */
    order: OrderSummaryFragment | null,
    /** Why nothing was done. Empty when it was. */
    userErrors: Array<UserErrorFieldsFragment>
  } | null
};

export type ProductFieldsFragment = {
  /** Identifies the product for good. */
  id: string,
  /** The stock keeping unit: the shop's own code for the product, unique. */
  sku: string,
  /** What the product is called. */
  name: string,
  /** What there is to say about the product. */
  description: string | null,
  /** Whether it can be ordered. */
  status: ProductStatus,
  /** When the product was added to the catalogue. */
  createdAt: string,
  /** When the product was last changed. */
  updatedAt: string,
  /** What one piece costs now. */
  price: MoneyFieldsFragment,
  /** How many pieces there are. */
  stock: {
    /** The pieces in the warehouse, reserved ones included. */
    onHand: number,
    /** The pieces that are set aside. */
    reserved: number,
    /** The pieces that can be ordered: those on hand without the reserved ones. */
    available: number
  }
};

export type ReservationFieldsFragment = {
  /** Identifies the reservation for good. */
  id: string,
  /** How many pieces. */
  quantity: number,
  /** What became of them. */
  status: ReservationStatus,
  /** When the reservation ends by itself. Null where it does not; that of an order never does. */
  expiresAt: string | null,
  /** When the pieces were set aside. */
  createdAt: string,
  /** What is set aside. */
  product: ProductFieldsFragment,
  /** The order they are for. Null for a reservation made by hand. */
  order: {
    /** Identifies the order for good. */
    id: string,
    /** A short number for people to say and write, unique. */
    number: string,
    /** How far it has come. */
    status: OrderStatus
  } | null
};

export type ProductQueryVariables = Exact<{
  id?: string | null | undefined;
  sku?: string | null | undefined;
}>;


export type ProductQuery = {
  /** A product by id or by SKU, exactly one of the two. Archived ones are found as well. Null where there is none. */
  product: ProductFieldsFragment | null
};

export type ProductsQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
  search?: string | null | undefined;
  inStock?: boolean | null | undefined;
}>;


export type ProductsQuery = {
  /** The products that can be ordered, without the archived ones. */
  products: {
    /** The products of the page. */
    nodes: Array<ProductFieldsFragment>,
    /** Where the page lies in the list. */
    pageInfo: PageInfoFieldsFragment
  } | null
};

export type ReservationQueryVariables = Exact<{
  id: string;
}>;


export type ReservationQuery = {
  /** A reservation by id, for administrators. Null where there is none. */
  reservation: ReservationFieldsFragment | null
};

export type CreateProductMutationVariables = Exact<{
  input: CreateProductInput;
}>;


export type CreateProductMutation = {
  /** Adds a product to the catalogue. Fails with SKU_TAKEN. For administrators. */
  createProduct: {
    /** The product as it is now. Null when there are user errors. */
    product: ProductFieldsFragment | null,
    /** Why nothing was done. Empty when it was. */
    userErrors: Array<UserErrorFieldsFragment>
  } | null
};

export type UpdateProductMutationVariables = Exact<{
  input: UpdateProductInput;
}>;


export type UpdateProductMutation = {
  /** Changes the name, the description or the price of a product. What was already reserved keeps its price. Fails with NOT_FOUND. For administrators. */
  updateProduct: {
    /** The product as it is now. Null when there are user errors. */
    product: ProductFieldsFragment | null,
    /** Why nothing was done. Empty when it was. */
    userErrors: Array<UserErrorFieldsFragment>
  } | null
};

export type ArchiveProductMutationVariables = Exact<{
  id: string;
}>;


export type ArchiveProductMutation = {
  /** Takes a product out of the catalogue: it is no longer listed and cannot be ordered, but is still found by id. Fails with NOT_FOUND. For administrators. */
  archiveProduct: {
    /** The product as it is now. Null when there are user errors. */
    product: ProductFieldsFragment | null,
    /** Why nothing was done. Empty when it was. */
    userErrors: Array<UserErrorFieldsFragment>
  } | null
};

export type RestoreProductMutationVariables = Exact<{
  id: string;
}>;


export type RestoreProductMutation = {
  /** Puts an archived product back into the catalogue. Fails with NOT_FOUND. For administrators. */
  restoreProduct: {
    /** The product as it is now. Null when there are user errors. */
    product: ProductFieldsFragment | null,
    /** Why nothing was done. Empty when it was. */
    userErrors: Array<UserErrorFieldsFragment>
  } | null
};

export type SetStockMutationVariables = Exact<{
  input: SetStockInput;
}>;


export type SetStockMutation = {
  /** Sets how many pieces of a product are on hand, as after a stocktaking. Fails with NOT_FOUND, with INSUFFICIENT_STOCK below what is reserved, or with INVALID_INPUT above what can be counted once all that was sold is returned. For administrators. */
  setStock: {
    /** The product as it is now. Null when there are user errors. */
    product: ProductFieldsFragment | null,
    /** Why nothing was done. Empty when it was. */
    userErrors: Array<UserErrorFieldsFragment>
  } | null
};

export type AdjustStockMutationVariables = Exact<{
  input: AdjustStockInput;
}>;


export type AdjustStockMutation = {
  /** Adds pieces of a product to those on hand, or takes some away. Fails with NOT_FOUND, IDEMPOTENCY_CONFLICT, with INSUFFICIENT_STOCK below what is reserved, or with INVALID_INPUT above what can be counted once all that was sold is returned. For administrators. */
  adjustStock: {
    /** The product as it is now. Null when there are user errors. */
    product: ProductFieldsFragment | null,
    /** Why nothing was done. Empty when it was. */
    userErrors: Array<UserErrorFieldsFragment>
  } | null
};

export type ReserveStockMutationVariables = Exact<{
  input: ReserveStockInput;
}>;


export type ReserveStockMutation = {
  /** Sets pieces of a product aside by hand. Fails with NOT_FOUND, INVALID_STATE for an archived one, INSUFFICIENT_STOCK or IDEMPOTENCY_CONFLICT. For administrators. */
  reserveStock: {
    /** The reservation as it is now. Null when there are user errors. */
    reservation: ReservationFieldsFragment | null,
    /** Why nothing was done. Empty when it was. */
    userErrors: Array<UserErrorFieldsFragment>
  } | null
};

export type ReleaseStockMutationVariables = Exact<{
  reservationId: string;
}>;


export type ReleaseStockMutation = {
  /** Gives back what was set aside by hand. Fails with NOT_FOUND, RESERVATION_CLOSED, or with INVALID_STATE for the reservation of an order, which only the order itself closes. For administrators. */
  releaseStock: {
    /** The reservation as it is now. Null when there are user errors. */
    reservation: ReservationFieldsFragment | null,
    /** Why nothing was done. Empty when it was. */
    userErrors: Array<UserErrorFieldsFragment>
  } | null
};

export type UserFieldsFragment = {
  /** Identifies the user for good. */
  id: string,
  /** The name the user signs in with and is shown by. Holds no @ and is unique whatever the case of its letters. */
  username: string,
  /** Where the user gets mail, and what they may sign in with. Unique whatever the case of its letters. */
  email: string,
  /** The given name, as the user wrote it. */
  firstName: string | null,
  /** The family name, as the user wrote it. */
  lastName: string | null,
  /** A telephone number, as the user wrote it. */
  phone: string | null,
  /** What the user may do. */
  role: Role,
  /** The language of the mail the user gets. */
  locale: Locale,
  /** Whether the user may sign in. False once an administrator has deactivated them. */
  active: boolean,
  /** Whether the user has shown, by a token from a mail, that the address is theirs. */
  emailVerified: boolean,
  /** When the user registered. */
  createdAt: string
};

export type TokensFieldsFragment = {
  /** Goes into the header `Authorization: Bearer …` of each request. A JWT, valid for a quarter of an hour. */
  accessToken: string,
  /** Gets the next tokens from `refreshTokens`, once. Keep it secret. */
  refreshToken: string,
  /** How the access token is sent: always Bearer. */
  tokenType: string,
  /** The seconds for which the access token is valid from now. */
  expiresIn: number
};

export type UserErrorFieldsFragment = {
  /** What went wrong, for programs. */
  code: ErrorCode,
  /** What went wrong, for people, in English. */
  message: string,
  /** The path in the arguments to what caused it, for example [input, email]. Null where no single argument did. */
  field: Array<string> | null
};

export type PageInfoFieldsFragment = {
  /** Whether more entries follow this page. */
  hasNextPage: boolean,
  /** The cursor of the page's last entry, to pass as `after` for the next page. Null on an empty page. */
  endCursor: string | null,
  /** Whether entries come before this page. */
  hasPreviousPage: boolean,
  /** The cursor of the page's first entry. Null on an empty page. */
  startCursor: string | null
};

export type MeQueryVariables = Exact<{ [key: string]: never; }>;


export type MeQuery = {
  /** The caller. Null for an anonymous one. */
  me: UserFieldsFragment | null
};

export type UserQueryVariables = Exact<{
  id: string;
}>;


export type UserQuery = {
  /** A user by id: oneself, or anyone for an administrator. Null where there is none or the caller may not see them. */
  user: UserFieldsFragment | null
};

export type UsersQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
  search?: string | null | undefined;
}>;


export type UsersQuery = {
  /** All users, for administrators. */
  users: {
    /** The users of the page. */
    nodes: Array<UserFieldsFragment>,
    /** Where the page lies in the list. */
    pageInfo: PageInfoFieldsFragment
  } | null
};

export type RegisterMutationVariables = Exact<{
  input: RegisterInput;
}>;


export type RegisterMutation = {
  /** Makes a customer and signs them in. Fails with EMAIL_TAKEN, USERNAME_TAKEN or WEAK_PASSWORD; RATE_LIMITED while too many register. */
  register: {
    /** Who is signed in now. Null when there are user errors. */
    user: UserFieldsFragment | null,
    /** The tokens of the session. Null when there are user errors. */
    tokens: TokensFieldsFragment | null,
    /** Why nothing was done. Empty when it was. */
    userErrors: Array<UserErrorFieldsFragment>
  } | null
};

export type LoginMutationVariables = Exact<{
  input: LoginInput;
}>;


export type LoginMutation = {
  /** Signs a user in by e-mail address or username. Fails with INVALID_CREDENTIALS, without saying which part is wrong. After many failures it is RATE_LIMITED for where they came from, and not for devices that have signed in before. */
  login: {
    /** Who is signed in now. Null when there are user errors. */
    user: UserFieldsFragment | null,
    /** The tokens of the session. Null when there are user errors. */
    tokens: TokensFieldsFragment | null,
    /** Why nothing was done. Empty when it was. */
    userErrors: Array<UserErrorFieldsFragment>
  } | null
};

export type RefreshTokensMutationVariables = Exact<{
  refreshToken: string;
}>;


export type RefreshTokensMutation = {
  /** Gives new tokens for a refresh token, which is thereby used up. Using one a second time ends its whole session. Fails with INVALID_TOKEN. */
  refreshTokens: {
    /** Who is signed in now. Null when there are user errors. */
    user: UserFieldsFragment | null,
    /** The tokens of the session. Null when there are user errors. */
    tokens: TokensFieldsFragment | null,
    /** Why nothing was done. Empty when it was. */
    userErrors: Array<UserErrorFieldsFragment>
  } | null
};

export type LogoutMutationVariables = Exact<{
  refreshToken: string;
}>;


export type LogoutMutation = {
  /** Ends the session that a refresh token belongs to. Ending it again, or one that never was, is fine too. */
  logout: {
    /** Whether it was done. False when there are user errors. */
    ok: boolean,
    /** Why nothing was done. Empty when it was. */
    userErrors: Array<UserErrorFieldsFragment>
  } | null
};

export type ChangePasswordMutationVariables = Exact<{
  input: ChangePasswordInput;
}>;


export type ChangePasswordMutation = {
  /** Changes the caller's password and ends their other sessions. Fails with INVALID_CREDENTIALS or WEAK_PASSWORD. */
  changePassword: {
    /** The user as it is now. Null when there are user errors. */
    user: UserFieldsFragment | null,
    /** Why nothing was done. Empty when it was. */
    userErrors: Array<UserErrorFieldsFragment>
  } | null
};

export type RequestPasswordResetMutationVariables = Exact<{
  email: string;
}>;


export type RequestPasswordResetMutation = {
  /** Mails a one-time token to the address if a user has it. Always answers ok, so that nobody learns who has an account. */
  requestPasswordReset: {
    /** Whether it was done. False when there are user errors. */
    ok: boolean,
    /** Why nothing was done. Empty when it was. */
    userErrors: Array<UserErrorFieldsFragment>
  } | null
};

export type ResetPasswordMutationVariables = Exact<{
  token: string;
  newPassword: string;
}>;


export type ResetPasswordMutation = {
  /** Sets a new password with a one-time token from the mail and ends all sessions. Fails with INVALID_TOKEN or WEAK_PASSWORD. */
  resetPassword: {
    /** The user as it is now. Null when there are user errors. */
    user: UserFieldsFragment | null,
    /** Why nothing was done. Empty when it was. */
    userErrors: Array<UserErrorFieldsFragment>
  } | null
};

export type RequestEmailVerificationMutationVariables = Exact<{ [key: string]: never; }>;


export type RequestEmailVerificationMutation = {
  /** Mails a one-time token to the caller's address, for `verifyEmail`. Is ok, and mails nothing, where the address is confirmed already; RATE_LIMITED after five within a day. */
  requestEmailVerification: {
    /** Whether it was done. False when there are user errors. */
    ok: boolean,
    /** Why nothing was done. Empty when it was. */
    userErrors: Array<UserErrorFieldsFragment>
  } | null
};

export type VerifyEmailMutationVariables = Exact<{
  token: string;
}>;


export type VerifyEmailMutation = {
  /** Confirms the address that a one-time token was mailed to, whoever brings the token. Fails with INVALID_TOKEN. */
  verifyEmail: {
    /** The user as it is now. Null when there are user errors. */
    user: UserFieldsFragment | null,
    /** Why nothing was done. Empty when it was. */
    userErrors: Array<UserErrorFieldsFragment>
  } | null
};

export type UpdateProfileMutationVariables = Exact<{
  input: UpdateProfileInput;
}>;


export type UpdateProfileMutation = {
  /** Changes what the caller says of themselves. What is left out stays; what is null is cleared. */
  updateProfile: {
    /** The user as it is now. Null when there are user errors. */
    user: UserFieldsFragment | null,
    /** Why nothing was done. Empty when it was. */
    userErrors: Array<UserErrorFieldsFragment>
  } | null
};

export type SetUserRoleMutationVariables = Exact<{
  userId: string;
  role: Role;
}>;


export type SetUserRoleMutation = {
  /** Makes a user an administrator or a customer. Fails with NOT_FOUND or INVALID_STATE. For administrators. */
  setUserRole: {
    /** The user as it is now. Null when there are user errors. */
    user: UserFieldsFragment | null,
    /** Why nothing was done. Empty when it was. */
    userErrors: Array<UserErrorFieldsFragment>
  } | null
};

export type DeactivateUserMutationVariables = Exact<{
  userId: string;
}>;


export type DeactivateUserMutation = {
  /** Shuts a user out: ends their sessions, freezes their accounts and cancels their orders that are not yet confirmed. Fails with NOT_FOUND or INVALID_STATE. For administrators. */
  deactivateUser: {
    /** The user as it is now. Null when there are user errors. */
    user: UserFieldsFragment | null,
    /** Why nothing was done. Empty when it was. */
    userErrors: Array<UserErrorFieldsFragment>
  } | null
};

export type ReactivateUserMutationVariables = Exact<{
  userId: string;
}>;


export type ReactivateUserMutation = {
  /** Lets a deactivated user in again and thaws their accounts. Fails with NOT_FOUND. For administrators. */
  reactivateUser: {
    /** The user as it is now. Null when there are user errors. */
    user: UserFieldsFragment | null,
    /** Why nothing was done. Empty when it was. */
    userErrors: Array<UserErrorFieldsFragment>
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
export const MoneyFieldsFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment MoneyFields on Money {
  amount
  currency
}
    `, {"fragmentName":"MoneyFields"}) as unknown as TypedDocumentString<MoneyFieldsFragment, unknown>;
export const OperationFieldsFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment OperationFields on Operation {
  id
  type
  amount {
    ...MoneyFields
  }
  balanceAfter {
    ...MoneyFields
  }
  order {
    id
    number
    status
  }
  createdAt
}
    fragment MoneyFields on Money {
  amount
  currency
}`, {"fragmentName":"OperationFields"}) as unknown as TypedDocumentString<OperationFieldsFragment, unknown>;
export const OrderSummaryFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
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
    fragment MoneyFields on Money {
  amount
  currency
}`, {"fragmentName":"OrderSummary"}) as unknown as TypedDocumentString<OrderSummaryFragment, unknown>;
export const UserFieldsFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
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
    `, {"fragmentName":"UserFields"}) as unknown as TypedDocumentString<UserFieldsFragment, unknown>;
export const AccountFieldsFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
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
    fragment MoneyFields on Money {
  amount
  currency
}`, {"fragmentName":"AccountFields"}) as unknown as TypedDocumentString<AccountFieldsFragment, unknown>;
export const ProductFieldsFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
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
}
    fragment MoneyFields on Money {
  amount
  currency
}`, {"fragmentName":"ProductFields"}) as unknown as TypedDocumentString<ProductFieldsFragment, unknown>;
export const NotificationFieldsFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
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
    `, {"fragmentName":"NotificationFields"}) as unknown as TypedDocumentString<NotificationFieldsFragment, unknown>;
export const OrderPageFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment OrderPage on Order {
  ...OrderSummary
  customer {
    ...UserFields
    account {
      ...AccountFields
    }
  }
  lines {
    productId
    sku
    product {
      ...ProductFields
    }
    quantity
    unitPrice {
      ...MoneyFields
    }
    lineTotal {
      ...MoneyFields
    }
  }
  timeline {
    status
    at
    detail
  }
  payment {
    id
    status
    amount {
      ...MoneyFields
    }
    declineCode
    createdAt
    updatedAt
  }
  reservations {
    id
    product {
      id
      sku
    }
    quantity
    status
    expiresAt
    createdAt
  }
  notifications {
    ...NotificationFields
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
}`, {"fragmentName":"OrderPage"}) as unknown as TypedDocumentString<OrderPageFragment, unknown>;
export const ReservationFieldsFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment ReservationFields on Reservation {
  id
  product {
    ...ProductFields
  }
  quantity
  status
  order {
    id
    number
    status
  }
  expiresAt
  createdAt
}
    fragment MoneyFields on Money {
  amount
  currency
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
}`, {"fragmentName":"ReservationFields"}) as unknown as TypedDocumentString<ReservationFieldsFragment, unknown>;
export const TokensFieldsFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment TokensFields on Tokens {
  accessToken
  refreshToken
  tokenType
  expiresIn
}
    `, {"fragmentName":"TokensFields"}) as unknown as TypedDocumentString<TokensFieldsFragment, unknown>;
export const UserErrorFieldsFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment UserErrorFields on UserError {
  code
  message
  field
}
    `, {"fragmentName":"UserErrorFields"}) as unknown as TypedDocumentString<UserErrorFieldsFragment, unknown>;
export const PageInfoFieldsFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment PageInfoFields on PageInfo {
  hasNextPage
  endCursor
  hasPreviousPage
  startCursor
}
    `, {"fragmentName":"PageInfoFields"}) as unknown as TypedDocumentString<PageInfoFieldsFragment, unknown>;
export const AccountDocument = /*#__PURE__*/ new TypedDocumentString(`
    query Account($currency: Currency, $first: Int, $after: String, $type: [OperationType!]) {
  me {
    id
    account(currency: $currency) {
      ...AccountFields
      owner {
        id
        username
      }
      operations(first: $first, after: $after, type: $type) {
        nodes {
          ...OperationFields
        }
        pageInfo {
          ...PageInfoFields
        }
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
fragment OperationFields on Operation {
  id
  type
  amount {
    ...MoneyFields
  }
  balanceAfter {
    ...MoneyFields
  }
  order {
    id
    number
    status
  }
  createdAt
}
fragment PageInfoFields on PageInfo {
  hasNextPage
  endCursor
  hasPreviousPage
  startCursor
}`) as unknown as TypedDocumentString<AccountQuery, AccountQueryVariables>;
export const AccountsDocument = /*#__PURE__*/ new TypedDocumentString(`
    query Accounts {
  me {
    id
    accounts {
      ...AccountFields
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
}`) as unknown as TypedDocumentString<AccountsQuery, AccountsQueryVariables>;
export const DepositDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation Deposit($input: MoveMoneyInput!) {
  deposit(input: $input) {
    account {
      ...AccountFields
    }
    operation {
      ...OperationFields
    }
    userErrors {
      ...UserErrorFields
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
fragment OperationFields on Operation {
  id
  type
  amount {
    ...MoneyFields
  }
  balanceAfter {
    ...MoneyFields
  }
  order {
    id
    number
    status
  }
  createdAt
}
fragment UserErrorFields on UserError {
  code
  message
  field
}`) as unknown as TypedDocumentString<DepositMutation, DepositMutationVariables>;
export const WithdrawDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation Withdraw($input: MoveMoneyInput!) {
  withdraw(input: $input) {
    account {
      ...AccountFields
    }
    operation {
      ...OperationFields
    }
    userErrors {
      ...UserErrorFields
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
fragment OperationFields on Operation {
  id
  type
  amount {
    ...MoneyFields
  }
  balanceAfter {
    ...MoneyFields
  }
  order {
    id
    number
    status
  }
  createdAt
}
fragment UserErrorFields on UserError {
  code
  message
  field
}`) as unknown as TypedDocumentString<WithdrawMutation, WithdrawMutationVariables>;
export const NotificationsDocument = /*#__PURE__*/ new TypedDocumentString(`
    query Notifications($first: Int, $after: String, $unread: Boolean) {
  me {
    id
    notifications(first: $first, after: $after, unread: $unread) {
      nodes {
        ...NotificationFields
        recipient {
          id
          username
        }
        order {
          id
          number
          status
        }
      }
      pageInfo {
        ...PageInfoFields
      }
    }
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
fragment PageInfoFields on PageInfo {
  hasNextPage
  endCursor
  hasPreviousPage
  startCursor
}`) as unknown as TypedDocumentString<NotificationsQuery, NotificationsQueryVariables>;
export const SendNotificationDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation SendNotification($input: SendNotificationInput!) {
  sendNotification(input: $input) {
    notification {
      ...NotificationFields
    }
    userErrors {
      ...UserErrorFields
    }
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
fragment UserErrorFields on UserError {
  code
  message
  field
}`) as unknown as TypedDocumentString<SendNotificationMutation, SendNotificationMutationVariables>;
export const ResendNotificationDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation ResendNotification($id: ID!) {
  resendNotification(id: $id) {
    notification {
      ...NotificationFields
    }
    userErrors {
      ...UserErrorFields
    }
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
fragment UserErrorFields on UserError {
  code
  message
  field
}`) as unknown as TypedDocumentString<ResendNotificationMutation, ResendNotificationMutationVariables>;
export const MarkNotificationReadDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation MarkNotificationRead($id: ID!) {
  markNotificationRead(id: $id) {
    notification {
      ...NotificationFields
    }
    userErrors {
      ...UserErrorFields
    }
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
fragment UserErrorFields on UserError {
  code
  message
  field
}`) as unknown as TypedDocumentString<MarkNotificationReadMutation, MarkNotificationReadMutationVariables>;
export const OrderDocument = /*#__PURE__*/ new TypedDocumentString(`
    query Order($id: ID, $number: String) {
  order(id: $id, number: $number) {
    ...OrderPage
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
fragment OrderPage on Order {
  ...OrderSummary
  customer {
    ...UserFields
    account {
      ...AccountFields
    }
  }
  lines {
    productId
    sku
    product {
      ...ProductFields
    }
    quantity
    unitPrice {
      ...MoneyFields
    }
    lineTotal {
      ...MoneyFields
    }
  }
  timeline {
    status
    at
    detail
  }
  payment {
    id
    status
    amount {
      ...MoneyFields
    }
    declineCode
    createdAt
    updatedAt
  }
  reservations {
    id
    product {
      id
      sku
    }
    quantity
    status
    expiresAt
    createdAt
  }
  notifications {
    ...NotificationFields
  }
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
}`) as unknown as TypedDocumentString<OrderQuery, OrderQueryVariables>;
export const OrderStatusDocument = /*#__PURE__*/ new TypedDocumentString(`
    query OrderStatus($id: ID!) {
  order(id: $id) {
    ...OrderSummary
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
}`) as unknown as TypedDocumentString<OrderStatusQuery, OrderStatusQueryVariables>;
export const OrdersDocument = /*#__PURE__*/ new TypedDocumentString(`
    query Orders($first: Int, $after: String, $status: [OrderStatus!]) {
  orders(first: $first, after: $after, status: $status) {
    nodes {
      ...OrderSummary
    }
    pageInfo {
      ...PageInfoFields
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
}`) as unknown as TypedDocumentString<OrdersQuery, OrdersQueryVariables>;
export const PlaceOrderDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation PlaceOrder($input: PlaceOrderInput!) {
  placeOrder(input: $input) {
    order {
      ...OrderSummary
    }
    userErrors {
      ...UserErrorFields
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
fragment UserErrorFields on UserError {
  code
  message
  field
}`) as unknown as TypedDocumentString<PlaceOrderMutation, PlaceOrderMutationVariables>;
export const CancelOrderDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation CancelOrder($id: ID!) {
  cancelOrder(id: $id) {
    order {
      ...OrderSummary
    }
    userErrors {
      ...UserErrorFields
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
fragment UserErrorFields on UserError {
  code
  message
  field
}`) as unknown as TypedDocumentString<CancelOrderMutation, CancelOrderMutationVariables>;
export const ShipOrderDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation ShipOrder($id: ID!) {
  shipOrder(id: $id) {
    order {
      ...OrderSummary
    }
    userErrors {
      ...UserErrorFields
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
fragment UserErrorFields on UserError {
  code
  message
  field
}`) as unknown as TypedDocumentString<ShipOrderMutation, ShipOrderMutationVariables>;
export const DeliverOrderDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation DeliverOrder($id: ID!) {
  deliverOrder(id: $id) {
    order {
      ...OrderSummary
    }
    userErrors {
      ...UserErrorFields
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
fragment UserErrorFields on UserError {
  code
  message
  field
}`) as unknown as TypedDocumentString<DeliverOrderMutation, DeliverOrderMutationVariables>;
export const ProductDocument = /*#__PURE__*/ new TypedDocumentString(`
    query Product($id: ID, $sku: String) {
  product(id: $id, sku: $sku) {
    ...ProductFields
  }
}
    fragment MoneyFields on Money {
  amount
  currency
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
}`) as unknown as TypedDocumentString<ProductQuery, ProductQueryVariables>;
export const ProductsDocument = /*#__PURE__*/ new TypedDocumentString(`
    query Products($first: Int, $after: String, $search: String, $inStock: Boolean) {
  products(first: $first, after: $after, search: $search, inStock: $inStock) {
    nodes {
      ...ProductFields
    }
    pageInfo {
      ...PageInfoFields
    }
  }
}
    fragment MoneyFields on Money {
  amount
  currency
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
}
fragment PageInfoFields on PageInfo {
  hasNextPage
  endCursor
  hasPreviousPage
  startCursor
}`) as unknown as TypedDocumentString<ProductsQuery, ProductsQueryVariables>;
export const ReservationDocument = /*#__PURE__*/ new TypedDocumentString(`
    query Reservation($id: ID!) {
  reservation(id: $id) {
    ...ReservationFields
  }
}
    fragment MoneyFields on Money {
  amount
  currency
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
}
fragment ReservationFields on Reservation {
  id
  product {
    ...ProductFields
  }
  quantity
  status
  order {
    id
    number
    status
  }
  expiresAt
  createdAt
}`) as unknown as TypedDocumentString<ReservationQuery, ReservationQueryVariables>;
export const CreateProductDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation CreateProduct($input: CreateProductInput!) {
  createProduct(input: $input) {
    product {
      ...ProductFields
    }
    userErrors {
      ...UserErrorFields
    }
  }
}
    fragment MoneyFields on Money {
  amount
  currency
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
}
fragment UserErrorFields on UserError {
  code
  message
  field
}`) as unknown as TypedDocumentString<CreateProductMutation, CreateProductMutationVariables>;
export const UpdateProductDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation UpdateProduct($input: UpdateProductInput!) {
  updateProduct(input: $input) {
    product {
      ...ProductFields
    }
    userErrors {
      ...UserErrorFields
    }
  }
}
    fragment MoneyFields on Money {
  amount
  currency
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
}
fragment UserErrorFields on UserError {
  code
  message
  field
}`) as unknown as TypedDocumentString<UpdateProductMutation, UpdateProductMutationVariables>;
export const ArchiveProductDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation ArchiveProduct($id: ID!) {
  archiveProduct(id: $id) {
    product {
      ...ProductFields
    }
    userErrors {
      ...UserErrorFields
    }
  }
}
    fragment MoneyFields on Money {
  amount
  currency
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
}
fragment UserErrorFields on UserError {
  code
  message
  field
}`) as unknown as TypedDocumentString<ArchiveProductMutation, ArchiveProductMutationVariables>;
export const RestoreProductDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation RestoreProduct($id: ID!) {
  restoreProduct(id: $id) {
    product {
      ...ProductFields
    }
    userErrors {
      ...UserErrorFields
    }
  }
}
    fragment MoneyFields on Money {
  amount
  currency
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
}
fragment UserErrorFields on UserError {
  code
  message
  field
}`) as unknown as TypedDocumentString<RestoreProductMutation, RestoreProductMutationVariables>;
export const SetStockDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation SetStock($input: SetStockInput!) {
  setStock(input: $input) {
    product {
      ...ProductFields
    }
    userErrors {
      ...UserErrorFields
    }
  }
}
    fragment MoneyFields on Money {
  amount
  currency
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
}
fragment UserErrorFields on UserError {
  code
  message
  field
}`) as unknown as TypedDocumentString<SetStockMutation, SetStockMutationVariables>;
export const AdjustStockDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation AdjustStock($input: AdjustStockInput!) {
  adjustStock(input: $input) {
    product {
      ...ProductFields
    }
    userErrors {
      ...UserErrorFields
    }
  }
}
    fragment MoneyFields on Money {
  amount
  currency
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
}
fragment UserErrorFields on UserError {
  code
  message
  field
}`) as unknown as TypedDocumentString<AdjustStockMutation, AdjustStockMutationVariables>;
export const ReserveStockDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation ReserveStock($input: ReserveStockInput!) {
  reserveStock(input: $input) {
    reservation {
      ...ReservationFields
    }
    userErrors {
      ...UserErrorFields
    }
  }
}
    fragment MoneyFields on Money {
  amount
  currency
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
}
fragment ReservationFields on Reservation {
  id
  product {
    ...ProductFields
  }
  quantity
  status
  order {
    id
    number
    status
  }
  expiresAt
  createdAt
}
fragment UserErrorFields on UserError {
  code
  message
  field
}`) as unknown as TypedDocumentString<ReserveStockMutation, ReserveStockMutationVariables>;
export const ReleaseStockDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation ReleaseStock($reservationId: ID!) {
  releaseStock(reservationId: $reservationId) {
    reservation {
      ...ReservationFields
    }
    userErrors {
      ...UserErrorFields
    }
  }
}
    fragment MoneyFields on Money {
  amount
  currency
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
}
fragment ReservationFields on Reservation {
  id
  product {
    ...ProductFields
  }
  quantity
  status
  order {
    id
    number
    status
  }
  expiresAt
  createdAt
}
fragment UserErrorFields on UserError {
  code
  message
  field
}`) as unknown as TypedDocumentString<ReleaseStockMutation, ReleaseStockMutationVariables>;
export const MeDocument = /*#__PURE__*/ new TypedDocumentString(`
    query Me {
  me {
    ...UserFields
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
}`) as unknown as TypedDocumentString<MeQuery, MeQueryVariables>;
export const UserDocument = /*#__PURE__*/ new TypedDocumentString(`
    query User($id: ID!) {
  user(id: $id) {
    ...UserFields
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
}`) as unknown as TypedDocumentString<UserQuery, UserQueryVariables>;
export const UsersDocument = /*#__PURE__*/ new TypedDocumentString(`
    query Users($first: Int, $after: String, $search: String) {
  users(first: $first, after: $after, search: $search) {
    nodes {
      ...UserFields
    }
    pageInfo {
      ...PageInfoFields
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
}
fragment PageInfoFields on PageInfo {
  hasNextPage
  endCursor
  hasPreviousPage
  startCursor
}`) as unknown as TypedDocumentString<UsersQuery, UsersQueryVariables>;
export const RegisterDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation Register($input: RegisterInput!) {
  register(input: $input) {
    user {
      ...UserFields
    }
    tokens {
      ...TokensFields
    }
    userErrors {
      ...UserErrorFields
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
}
fragment TokensFields on Tokens {
  accessToken
  refreshToken
  tokenType
  expiresIn
}
fragment UserErrorFields on UserError {
  code
  message
  field
}`) as unknown as TypedDocumentString<RegisterMutation, RegisterMutationVariables>;
export const LoginDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation Login($input: LoginInput!) {
  login(input: $input) {
    user {
      ...UserFields
    }
    tokens {
      ...TokensFields
    }
    userErrors {
      ...UserErrorFields
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
}
fragment TokensFields on Tokens {
  accessToken
  refreshToken
  tokenType
  expiresIn
}
fragment UserErrorFields on UserError {
  code
  message
  field
}`) as unknown as TypedDocumentString<LoginMutation, LoginMutationVariables>;
export const RefreshTokensDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation RefreshTokens($refreshToken: String!) {
  refreshTokens(refreshToken: $refreshToken) {
    user {
      ...UserFields
    }
    tokens {
      ...TokensFields
    }
    userErrors {
      ...UserErrorFields
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
}
fragment TokensFields on Tokens {
  accessToken
  refreshToken
  tokenType
  expiresIn
}
fragment UserErrorFields on UserError {
  code
  message
  field
}`) as unknown as TypedDocumentString<RefreshTokensMutation, RefreshTokensMutationVariables>;
export const LogoutDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation Logout($refreshToken: String!) {
  logout(refreshToken: $refreshToken) {
    ok
    userErrors {
      ...UserErrorFields
    }
  }
}
    fragment UserErrorFields on UserError {
  code
  message
  field
}`) as unknown as TypedDocumentString<LogoutMutation, LogoutMutationVariables>;
export const ChangePasswordDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation ChangePassword($input: ChangePasswordInput!) {
  changePassword(input: $input) {
    user {
      ...UserFields
    }
    userErrors {
      ...UserErrorFields
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
}
fragment UserErrorFields on UserError {
  code
  message
  field
}`) as unknown as TypedDocumentString<ChangePasswordMutation, ChangePasswordMutationVariables>;
export const RequestPasswordResetDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation RequestPasswordReset($email: EmailAddress!) {
  requestPasswordReset(email: $email) {
    ok
    userErrors {
      ...UserErrorFields
    }
  }
}
    fragment UserErrorFields on UserError {
  code
  message
  field
}`) as unknown as TypedDocumentString<RequestPasswordResetMutation, RequestPasswordResetMutationVariables>;
export const ResetPasswordDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation ResetPassword($token: String!, $newPassword: String!) {
  resetPassword(token: $token, newPassword: $newPassword) {
    user {
      ...UserFields
    }
    userErrors {
      ...UserErrorFields
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
}
fragment UserErrorFields on UserError {
  code
  message
  field
}`) as unknown as TypedDocumentString<ResetPasswordMutation, ResetPasswordMutationVariables>;
export const RequestEmailVerificationDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation RequestEmailVerification {
  requestEmailVerification {
    ok
    userErrors {
      ...UserErrorFields
    }
  }
}
    fragment UserErrorFields on UserError {
  code
  message
  field
}`) as unknown as TypedDocumentString<RequestEmailVerificationMutation, RequestEmailVerificationMutationVariables>;
export const VerifyEmailDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation VerifyEmail($token: String!) {
  verifyEmail(token: $token) {
    user {
      ...UserFields
    }
    userErrors {
      ...UserErrorFields
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
}
fragment UserErrorFields on UserError {
  code
  message
  field
}`) as unknown as TypedDocumentString<VerifyEmailMutation, VerifyEmailMutationVariables>;
export const UpdateProfileDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation UpdateProfile($input: UpdateProfileInput!) {
  updateProfile(input: $input) {
    user {
      ...UserFields
    }
    userErrors {
      ...UserErrorFields
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
}
fragment UserErrorFields on UserError {
  code
  message
  field
}`) as unknown as TypedDocumentString<UpdateProfileMutation, UpdateProfileMutationVariables>;
export const SetUserRoleDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation SetUserRole($userId: ID!, $role: Role!) {
  setUserRole(userId: $userId, role: $role) {
    user {
      ...UserFields
    }
    userErrors {
      ...UserErrorFields
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
}
fragment UserErrorFields on UserError {
  code
  message
  field
}`) as unknown as TypedDocumentString<SetUserRoleMutation, SetUserRoleMutationVariables>;
export const DeactivateUserDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation DeactivateUser($userId: ID!) {
  deactivateUser(userId: $userId) {
    user {
      ...UserFields
    }
    userErrors {
      ...UserErrorFields
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
}
fragment UserErrorFields on UserError {
  code
  message
  field
}`) as unknown as TypedDocumentString<DeactivateUserMutation, DeactivateUserMutationVariables>;
export const ReactivateUserDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation ReactivateUser($userId: ID!) {
  reactivateUser(userId: $userId) {
    user {
      ...UserFields
    }
    userErrors {
      ...UserErrorFields
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
}
fragment UserErrorFields on UserError {
  code
  message
  field
}`) as unknown as TypedDocumentString<ReactivateUserMutation, ReactivateUserMutationVariables>;