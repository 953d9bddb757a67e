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

export type MoneyFieldsFragment = { amount: string, currency: string };

export type AccountFieldsFragment = { id: string, currency: string, balance: { amount: string, currency: string }, held: { amount: string, currency: string }, available: { amount: string, currency: string } };

export type OperationFieldsFragment = { id: string, type: OperationType, createdAt: string, amount: { amount: string, currency: string }, balanceAfter: { amount: string, currency: string }, order: { id: string, number: string, status: OrderStatus } | null };

export type AccountQueryVariables = Exact<{
  currency?: string | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
  type?: Array<OperationType> | OperationType | null | undefined;
}>;


export type AccountQuery = { me: { id: string, account: { id: string, currency: string, owner: { id: string, username: string } | null, operations: { nodes: Array<{ id: string, type: OperationType, createdAt: string, amount: { amount: string, currency: string }, balanceAfter: { amount: string, currency: string }, order: { id: string, number: string, status: OrderStatus } | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null, hasPreviousPage: boolean, startCursor: string | null } }, balance: { amount: string, currency: string }, held: { amount: string, currency: string }, available: { amount: string, currency: string } } | null } | null };

export type AccountsQueryVariables = Exact<{ [key: string]: never; }>;


export type AccountsQuery = { me: { id: string, accounts: Array<{ id: string, currency: string, balance: { amount: string, currency: string }, held: { amount: string, currency: string }, available: { amount: string, currency: string } }> | null } | null };

export type DepositMutationVariables = Exact<{
  input: MoveMoneyInput;
}>;


export type DepositMutation = { deposit: { account: { id: string, currency: string, balance: { amount: string, currency: string }, held: { amount: string, currency: string }, available: { amount: string, currency: string } } | null, operation: { id: string, type: OperationType, createdAt: string, amount: { amount: string, currency: string }, balanceAfter: { amount: string, currency: string }, order: { id: string, number: string, status: OrderStatus } | null } | null, userErrors: Array<{ code: ErrorCode, message: string, field: Array<string> | null }> } | null };

export type WithdrawMutationVariables = Exact<{
  input: MoveMoneyInput;
}>;


export type WithdrawMutation = { withdraw: { account: { id: string, currency: string, balance: { amount: string, currency: string }, held: { amount: string, currency: string }, available: { amount: string, currency: string } } | null, operation: { id: string, type: OperationType, createdAt: string, amount: { amount: string, currency: string }, balanceAfter: { amount: string, currency: string }, order: { id: string, number: string, status: OrderStatus } | null } | null, userErrors: Array<{ code: ErrorCode, message: string, field: Array<string> | null }> } | null };

export type NotificationFieldsFragment = { id: string, type: NotificationType, status: NotificationStatus, subject: string, message: string, createdAt: string, sentAt: string | null, readAt: string | null };

export type NotificationsQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
  unread?: boolean | null | undefined;
}>;


export type NotificationsQuery = { me: { id: string, notifications: { nodes: Array<{ id: string, type: NotificationType, status: NotificationStatus, subject: string, message: string, createdAt: string, sentAt: string | null, readAt: string | null, recipient: { id: string, username: string } | null, order: { id: string, number: string, status: OrderStatus } | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null, hasPreviousPage: boolean, startCursor: string | null } } | null } | null };

export type SendNotificationMutationVariables = Exact<{
  input: SendNotificationInput;
}>;


export type SendNotificationMutation = { sendNotification: { notification: { id: string, type: NotificationType, status: NotificationStatus, subject: string, message: string, createdAt: string, sentAt: string | null, readAt: string | null } | null, userErrors: Array<{ code: ErrorCode, message: string, field: Array<string> | null }> } | null };

export type ResendNotificationMutationVariables = Exact<{
  id: string;
}>;


export type ResendNotificationMutation = { resendNotification: { notification: { id: string, type: NotificationType, status: NotificationStatus, subject: string, message: string, createdAt: string, sentAt: string | null, readAt: string | null } | null, userErrors: Array<{ code: ErrorCode, message: string, field: Array<string> | null }> } | null };

export type MarkNotificationReadMutationVariables = Exact<{
  id: string;
}>;


export type MarkNotificationReadMutation = { markNotificationRead: { notification: { id: string, type: NotificationType, status: NotificationStatus, subject: string, message: string, createdAt: string, sentAt: string | null, readAt: string | null } | null, userErrors: Array<{ code: ErrorCode, message: string, field: Array<string> | null }> } | null };

export type OrderSummaryFragment = { id: string, number: string, status: OrderStatus, pollAfterMs: number | null, createdAt: string, updatedAt: string, total: { amount: string, currency: string } | null, failure: { code: OrderFailureCode, message: string } | null };

export type OrderPageFragment = { id: string, number: string, status: OrderStatus, pollAfterMs: number | null, createdAt: string, updatedAt: string, customer: { id: string, username: string, email: string, firstName: string | null, lastName: string | null, phone: string | null, role: Role, locale: Locale, active: boolean, emailVerified: boolean, createdAt: string, account: { id: string, currency: string, balance: { amount: string, currency: string }, held: { amount: string, currency: string }, available: { amount: string, currency: string } } | null } | null, lines: Array<{ productId: string | null, sku: string | null, quantity: number, product: { id: string, sku: string, name: string, description: string | null, status: ProductStatus, createdAt: string, updatedAt: string, price: { amount: string, currency: string }, stock: { onHand: number, reserved: number, available: number } } | null, unitPrice: { amount: string, currency: string } | null, lineTotal: { amount: string, currency: string } | null }>, timeline: Array<{ status: OrderStatus, at: string, detail: string | null }>, payment: { id: string, status: PaymentStatus, declineCode: PaymentDeclineCode | null, createdAt: string, updatedAt: string, amount: { amount: string, currency: string } } | null, reservations: Array<{ id: string, quantity: number, status: ReservationStatus, expiresAt: string | null, createdAt: string, product: { id: string, sku: string } }> | null, notifications: Array<{ id: string, type: NotificationType, status: NotificationStatus, subject: string, message: string, createdAt: string, sentAt: string | null, readAt: string | null }> | null, total: { amount: string, currency: string } | null, failure: { code: OrderFailureCode, message: string } | null };

export type OrderQueryVariables = Exact<{
  id?: string | null | undefined;
  number?: string | null | undefined;
}>;


export type OrderQuery = { order: { id: string, number: string, status: OrderStatus, pollAfterMs: number | null, createdAt: string, updatedAt: string, customer: { id: string, username: string, email: string, firstName: string | null, lastName: string | null, phone: string | null, role: Role, locale: Locale, active: boolean, emailVerified: boolean, createdAt: string, account: { id: string, currency: string, balance: { amount: string, currency: string }, held: { amount: string, currency: string }, available: { amount: string, currency: string } } | null } | null, lines: Array<{ productId: string | null, sku: string | null, quantity: number, product: { id: string, sku: string, name: string, description: string | null, status: ProductStatus, createdAt: string, updatedAt: string, price: { amount: string, currency: string }, stock: { onHand: number, reserved: number, available: number } } | null, unitPrice: { amount: string, currency: string } | null, lineTotal: { amount: string, currency: string } | null }>, timeline: Array<{ status: OrderStatus, at: string, detail: string | null }>, payment: { id: string, status: PaymentStatus, declineCode: PaymentDeclineCode | null, createdAt: string, updatedAt: string, amount: { amount: string, currency: string } } | null, reservations: Array<{ id: string, quantity: number, status: ReservationStatus, expiresAt: string | null, createdAt: string, product: { id: string, sku: string } }> | null, notifications: Array<{ id: string, type: NotificationType, status: NotificationStatus, subject: string, message: string, createdAt: string, sentAt: string | null, readAt: string | null }> | null, total: { amount: string, currency: string } | null, failure: { code: OrderFailureCode, message: string } | null } | null };

export type OrderStatusQueryVariables = Exact<{
  id: string;
}>;


export type OrderStatusQuery = { order: { id: string, number: string, status: OrderStatus, pollAfterMs: number | null, createdAt: string, updatedAt: string, total: { amount: string, currency: string } | null, failure: { code: OrderFailureCode, message: string } | null } | null };

export type OrdersQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
  status?: Array<OrderStatus> | OrderStatus | null | undefined;
}>;


export type OrdersQuery = { orders: { nodes: Array<{ id: string, number: string, status: OrderStatus, pollAfterMs: number | null, createdAt: string, updatedAt: string, total: { amount: string, currency: string } | null, failure: { code: OrderFailureCode, message: string } | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null, hasPreviousPage: boolean, startCursor: string | null } } | null };

export type PlaceOrderMutationVariables = Exact<{
  input: PlaceOrderInput;
}>;


export type PlaceOrderMutation = { placeOrder: { order: { id: string, number: string, status: OrderStatus, pollAfterMs: number | null, createdAt: string, updatedAt: string, total: { amount: string, currency: string } | null, failure: { code: OrderFailureCode, message: string } | null } | null, userErrors: Array<{ code: ErrorCode, message: string, field: Array<string> | null }> } | null };

export type CancelOrderMutationVariables = Exact<{
  id: string;
}>;


export type CancelOrderMutation = { cancelOrder: { order: { id: string, number: string, status: OrderStatus, pollAfterMs: number | null, createdAt: string, updatedAt: string, total: { amount: string, currency: string } | null, failure: { code: OrderFailureCode, message: string } | null } | null, userErrors: Array<{ code: ErrorCode, message: string, field: Array<string> | null }> } | null };

export type ShipOrderMutationVariables = Exact<{
  id: string;
}>;


export type ShipOrderMutation = { shipOrder: { order: { id: string, number: string, status: OrderStatus, pollAfterMs: number | null, createdAt: string, updatedAt: string, total: { amount: string, currency: string } | null, failure: { code: OrderFailureCode, message: string } | null } | null, userErrors: Array<{ code: ErrorCode, message: string, field: Array<string> | null }> } | null };

export type DeliverOrderMutationVariables = Exact<{
  id: string;
}>;


export type DeliverOrderMutation = { deliverOrder: { order: { id: string, number: string, status: OrderStatus, pollAfterMs: number | null, createdAt: string, updatedAt: string, total: { amount: string, currency: string } | null, failure: { code: OrderFailureCode, message: string } | null } | null, userErrors: Array<{ code: ErrorCode, message: string, field: Array<string> | null }> } | null };

export type ProductFieldsFragment = { id: string, sku: string, name: string, description: string | null, status: ProductStatus, createdAt: string, updatedAt: string, price: { amount: string, currency: string }, stock: { onHand: number, reserved: number, available: number } };

export type ReservationFieldsFragment = { id: string, quantity: number, status: ReservationStatus, expiresAt: string | null, createdAt: string, product: { id: string, sku: string, name: string, description: string | null, status: ProductStatus, createdAt: string, updatedAt: string, price: { amount: string, currency: string }, stock: { onHand: number, reserved: number, available: number } }, order: { id: string, number: string, status: OrderStatus } | null };

export type ProductQueryVariables = Exact<{
  id?: string | null | undefined;
  sku?: string | null | undefined;
}>;


export type ProductQuery = { product: { id: string, sku: string, name: string, description: string | null, status: ProductStatus, createdAt: string, updatedAt: string, price: { amount: string, currency: string }, stock: { onHand: number, reserved: number, available: number } } | null };

export type ProductsQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
  search?: string | null | undefined;
  inStock?: boolean | null | undefined;
}>;


export type ProductsQuery = { products: { nodes: Array<{ id: string, sku: string, name: string, description: string | null, status: ProductStatus, createdAt: string, updatedAt: string, price: { amount: string, currency: string }, stock: { onHand: number, reserved: number, available: number } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null, hasPreviousPage: boolean, startCursor: string | null } } | null };

export type ReservationQueryVariables = Exact<{
  id: string;
}>;


export type ReservationQuery = { reservation: { id: string, quantity: number, status: ReservationStatus, expiresAt: string | null, createdAt: string, product: { id: string, sku: string, name: string, description: string | null, status: ProductStatus, createdAt: string, updatedAt: string, price: { amount: string, currency: string }, stock: { onHand: number, reserved: number, available: number } }, order: { id: string, number: string, status: OrderStatus } | null } | null };

export type CreateProductMutationVariables = Exact<{
  input: CreateProductInput;
}>;


export type CreateProductMutation = { createProduct: { product: { id: string, sku: string, name: string, description: string | null, status: ProductStatus, createdAt: string, updatedAt: string, price: { amount: string, currency: string }, stock: { onHand: number, reserved: number, available: number } } | null, userErrors: Array<{ code: ErrorCode, message: string, field: Array<string> | null }> } | null };

export type UpdateProductMutationVariables = Exact<{
  input: UpdateProductInput;
}>;


export type UpdateProductMutation = { updateProduct: { product: { id: string, sku: string, name: string, description: string | null, status: ProductStatus, createdAt: string, updatedAt: string, price: { amount: string, currency: string }, stock: { onHand: number, reserved: number, available: number } } | null, userErrors: Array<{ code: ErrorCode, message: string, field: Array<string> | null }> } | null };

export type ArchiveProductMutationVariables = Exact<{
  id: string;
}>;


export type ArchiveProductMutation = { archiveProduct: { product: { id: string, sku: string, name: string, description: string | null, status: ProductStatus, createdAt: string, updatedAt: string, price: { amount: string, currency: string }, stock: { onHand: number, reserved: number, available: number } } | null, userErrors: Array<{ code: ErrorCode, message: string, field: Array<string> | null }> } | null };

export type RestoreProductMutationVariables = Exact<{
  id: string;
}>;


export type RestoreProductMutation = { restoreProduct: { product: { id: string, sku: string, name: string, description: string | null, status: ProductStatus, createdAt: string, updatedAt: string, price: { amount: string, currency: string }, stock: { onHand: number, reserved: number, available: number } } | null, userErrors: Array<{ code: ErrorCode, message: string, field: Array<string> | null }> } | null };

export type SetStockMutationVariables = Exact<{
  input: SetStockInput;
}>;


export type SetStockMutation = { setStock: { product: { id: string, sku: string, name: string, description: string | null, status: ProductStatus, createdAt: string, updatedAt: string, price: { amount: string, currency: string }, stock: { onHand: number, reserved: number, available: number } } | null, userErrors: Array<{ code: ErrorCode, message: string, field: Array<string> | null }> } | null };

export type AdjustStockMutationVariables = Exact<{
  input: AdjustStockInput;
}>;


export type AdjustStockMutation = { adjustStock: { product: { id: string, sku: string, name: string, description: string | null, status: ProductStatus, createdAt: string, updatedAt: string, price: { amount: string, currency: string }, stock: { onHand: number, reserved: number, available: number } } | null, userErrors: Array<{ code: ErrorCode, message: string, field: Array<string> | null }> } | null };

export type ReserveStockMutationVariables = Exact<{
  input: ReserveStockInput;
}>;


export type ReserveStockMutation = { reserveStock: { reservation: { id: string, quantity: number, status: ReservationStatus, expiresAt: string | null, createdAt: string, product: { id: string, sku: string, name: string, description: string | null, status: ProductStatus, createdAt: string, updatedAt: string, price: { amount: string, currency: string }, stock: { onHand: number, reserved: number, available: number } }, order: { id: string, number: string, status: OrderStatus } | null } | null, userErrors: Array<{ code: ErrorCode, message: string, field: Array<string> | null }> } | null };

export type ReleaseStockMutationVariables = Exact<{
  reservationId: string;
}>;


export type ReleaseStockMutation = { releaseStock: { reservation: { id: string, quantity: number, status: ReservationStatus, expiresAt: string | null, createdAt: string, product: { id: string, sku: string, name: string, description: string | null, status: ProductStatus, createdAt: string, updatedAt: string, price: { amount: string, currency: string }, stock: { onHand: number, reserved: number, available: number } }, order: { id: string, number: string, status: OrderStatus } | null } | null, userErrors: Array<{ code: ErrorCode, message: string, field: Array<string> | null }> } | null };

export type UserFieldsFragment = { id: string, username: string, email: string, firstName: string | null, lastName: string | null, phone: string | null, role: Role, locale: Locale, active: boolean, emailVerified: boolean, createdAt: string };

export type TokensFieldsFragment = { accessToken: string, refreshToken: string, tokenType: string, expiresIn: number };

export type UserErrorFieldsFragment = { code: ErrorCode, message: string, field: Array<string> | null };

export type PageInfoFieldsFragment = { hasNextPage: boolean, endCursor: string | null, hasPreviousPage: boolean, startCursor: string | null };

export type MeQueryVariables = Exact<{ [key: string]: never; }>;


export type MeQuery = { me: { id: string, username: string, email: string, firstName: string | null, lastName: string | null, phone: string | null, role: Role, locale: Locale, active: boolean, emailVerified: boolean, createdAt: string } | null };

export type UserQueryVariables = Exact<{
  id: string;
}>;


export type UserQuery = { user: { id: string, username: string, email: string, firstName: string | null, lastName: string | null, phone: string | null, role: Role, locale: Locale, active: boolean, emailVerified: boolean, createdAt: string } | null };

export type UsersQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
  search?: string | null | undefined;
}>;


export type UsersQuery = { users: { nodes: Array<{ id: string, username: string, email: string, firstName: string | null, lastName: string | null, phone: string | null, role: Role, locale: Locale, active: boolean, emailVerified: boolean, createdAt: string }>, pageInfo: { hasNextPage: boolean, endCursor: string | null, hasPreviousPage: boolean, startCursor: string | null } } | null };

export type RegisterMutationVariables = Exact<{
  input: RegisterInput;
}>;


export type RegisterMutation = { register: { user: { id: string, username: string, email: string, firstName: string | null, lastName: string | null, phone: string | null, role: Role, locale: Locale, active: boolean, emailVerified: boolean, createdAt: string } | null, tokens: { accessToken: string, refreshToken: string, tokenType: string, expiresIn: number } | null, userErrors: Array<{ code: ErrorCode, message: string, field: Array<string> | null }> } | null };

export type LoginMutationVariables = Exact<{
  input: LoginInput;
}>;


export type LoginMutation = { login: { user: { id: string, username: string, email: string, firstName: string | null, lastName: string | null, phone: string | null, role: Role, locale: Locale, active: boolean, emailVerified: boolean, createdAt: string } | null, tokens: { accessToken: string, refreshToken: string, tokenType: string, expiresIn: number } | null, userErrors: Array<{ code: ErrorCode, message: string, field: Array<string> | null }> } | null };

export type RefreshTokensMutationVariables = Exact<{
  refreshToken: string;
}>;


export type RefreshTokensMutation = { refreshTokens: { user: { id: string, username: string, email: string, firstName: string | null, lastName: string | null, phone: string | null, role: Role, locale: Locale, active: boolean, emailVerified: boolean, createdAt: string } | null, tokens: { accessToken: string, refreshToken: string, tokenType: string, expiresIn: number } | null, userErrors: Array<{ code: ErrorCode, message: string, field: Array<string> | null }> } | null };

export type LogoutMutationVariables = Exact<{
  refreshToken: string;
}>;


export type LogoutMutation = { logout: { ok: boolean, userErrors: Array<{ code: ErrorCode, message: string, field: Array<string> | null }> } | null };

export type ChangePasswordMutationVariables = Exact<{
  input: ChangePasswordInput;
}>;


export type ChangePasswordMutation = { changePassword: { user: { id: string, username: string, email: string, firstName: string | null, lastName: string | null, phone: string | null, role: Role, locale: Locale, active: boolean, emailVerified: boolean, createdAt: string } | null, userErrors: Array<{ code: ErrorCode, message: string, field: Array<string> | null }> } | null };

export type RequestPasswordResetMutationVariables = Exact<{
  email: string;
}>;


export type RequestPasswordResetMutation = { requestPasswordReset: { ok: boolean, userErrors: Array<{ code: ErrorCode, message: string, field: Array<string> | null }> } | null };

export type ResetPasswordMutationVariables = Exact<{
  token: string;
  newPassword: string;
}>;


export type ResetPasswordMutation = { resetPassword: { user: { id: string, username: string, email: string, firstName: string | null, lastName: string | null, phone: string | null, role: Role, locale: Locale, active: boolean, emailVerified: boolean, createdAt: string } | null, userErrors: Array<{ code: ErrorCode, message: string, field: Array<string> | null }> } | null };

export type RequestEmailVerificationMutationVariables = Exact<{ [key: string]: never; }>;


export type RequestEmailVerificationMutation = { requestEmailVerification: { ok: boolean, userErrors: Array<{ code: ErrorCode, message: string, field: Array<string> | null }> } | null };

export type VerifyEmailMutationVariables = Exact<{
  token: string;
}>;


export type VerifyEmailMutation = { verifyEmail: { user: { id: string, username: string, email: string, firstName: string | null, lastName: string | null, phone: string | null, role: Role, locale: Locale, active: boolean, emailVerified: boolean, createdAt: string } | null, userErrors: Array<{ code: ErrorCode, message: string, field: Array<string> | null }> } | null };

export type UpdateProfileMutationVariables = Exact<{
  input: UpdateProfileInput;
}>;


export type UpdateProfileMutation = { updateProfile: { user: { id: string, username: string, email: string, firstName: string | null, lastName: string | null, phone: string | null, role: Role, locale: Locale, active: boolean, emailVerified: boolean, createdAt: string } | null, userErrors: Array<{ code: ErrorCode, message: string, field: Array<string> | null }> } | null };

export type SetUserRoleMutationVariables = Exact<{
  userId: string;
  role: Role;
}>;


export type SetUserRoleMutation = { setUserRole: { user: { id: string, username: string, email: string, firstName: string | null, lastName: string | null, phone: string | null, role: Role, locale: Locale, active: boolean, emailVerified: boolean, createdAt: string } | null, userErrors: Array<{ code: ErrorCode, message: string, field: Array<string> | null }> } | null };

export type DeactivateUserMutationVariables = Exact<{
  userId: string;
}>;


export type DeactivateUserMutation = { deactivateUser: { user: { id: string, username: string, email: string, firstName: string | null, lastName: string | null, phone: string | null, role: Role, locale: Locale, active: boolean, emailVerified: boolean, createdAt: string } | null, userErrors: Array<{ code: ErrorCode, message: string, field: Array<string> | null }> } | null };

export type ReactivateUserMutationVariables = Exact<{
  userId: string;
}>;


export type ReactivateUserMutation = { reactivateUser: { user: { id: string, username: string, email: string, firstName: string | null, lastName: string | null, phone: string | null, role: Role, locale: Locale, active: boolean, emailVerified: boolean, createdAt: string } | null, userErrors: Array<{ code: ErrorCode, message: string, field: Array<string> | null }> } | null };

export type PersonQueryVariables = Exact<{ [key: string]: never; }>;


export type PersonQuery = { me: { id: string, username: string, email: string, firstName: string | null, lastName: string | null, phone: string | null, role: Role, locale: Locale, active: boolean, emailVerified: boolean, createdAt: string, notifications: { nodes: Array<{ id: string }> } | null } | null };

export type WaitingQueryVariables = Exact<{ [key: string]: never; }>;


export type WaitingQuery = { moving: { nodes: Array<{ id: string, number: string, status: OrderStatus, pollAfterMs: number | null, createdAt: string, updatedAt: string, total: { amount: string, currency: string } | null, failure: { code: OrderFailureCode, message: string } | null }> } | null, toShip: { nodes: Array<{ id: string, number: string, status: OrderStatus, pollAfterMs: number | null, createdAt: string, updatedAt: string, total: { amount: string, currency: string } | null, failure: { code: OrderFailureCode, message: string } | null }> } | null, products: { nodes: Array<{ id: string, sku: string, name: string, description: string | null, status: ProductStatus, createdAt: string, updatedAt: string, price: { amount: string, currency: string }, stock: { onHand: number, reserved: number, available: number } }> } | null };

export type CustomerQueryVariables = Exact<{
  id: string;
  after?: string | null | undefined;
}>;


export type CustomerQuery = { user: { id: string, username: string, email: string, firstName: string | null, lastName: string | null, phone: string | null, role: Role, locale: Locale, active: boolean, emailVerified: boolean, createdAt: string, accounts: Array<{ id: string, currency: string, balance: { amount: string, currency: string }, held: { amount: string, currency: string }, available: { amount: string, currency: string } }> | null, orders: { nodes: Array<{ id: string, number: string, status: OrderStatus, pollAfterMs: number | null, createdAt: string, updatedAt: string, total: { amount: string, currency: string } | null, failure: { code: OrderFailureCode, message: string } | null }> } | null, notifications: { nodes: Array<{ failureReason: string | null, id: string, type: NotificationType, status: NotificationStatus, subject: string, message: string, createdAt: string, sentAt: string | null, readAt: string | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null, hasPreviousPage: boolean, startCursor: string | null } } | null } | null };

export type MyOrdersQueryVariables = Exact<{
  after?: string | null | undefined;
}>;


export type MyOrdersQuery = { me: { id: string, orders: { nodes: Array<{ id: string, number: string, status: OrderStatus, pollAfterMs: number | null, createdAt: string, updatedAt: string, total: { amount: string, currency: string } | null, failure: { code: OrderFailureCode, message: string } | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null, hasPreviousPage: boolean, startCursor: string | null } } | null } | null };

export type StatisticsQueryVariables = Exact<{
  hourAgo: string;
  dayAgo: string;
  minute: string;
  hour: string;
}>;


export type StatisticsQuery = { hour: { buckets: Array<{ start: string, orders: number }> } | null, day: { buckets: Array<{ start: string, orders: number, taken: Array<{ amount: string, currency: string }> }>, statuses: Array<{ status: OrderStatus, orders: number }> } | null };

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