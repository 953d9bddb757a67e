/** The typed client of Ordergraph. `createClient` is where to begin. */
export { createClient, type ClientOptions, type OrdergraphClient } from './create-client.ts';
export { OrdergraphError, type GraphqlError, type OrdergraphErrorCode } from './error.ts';
export { unwrap, type Result, type UserError } from './result.ts';
export type { UserErrorCodes } from './generated/error-codes.ts';
export { each, type Page } from './pages.ts';
export { newIdempotencyKey } from './repeatable.ts';
export type { GraphqlDocument } from './document.ts';
export type { CallOptions, PartialAnswer } from './requests.ts';
export type { RetryOptions } from './back-off.ts';
export type { SharedSession, Tokens } from './session.ts';
export type { OrderSummary, WaitOptions, WatchOptions } from './watch-order.ts';
export type { Account, AccountPage, Operation } from './accounts.ts';
export type { ListedNotification, Notification } from './notifications.ts';
export type { Order } from './orders.ts';
export type { Product, Reservation } from './products.ts';
export type { User } from './users.ts';
export type {
  AdjustStockInput,
  ChangePasswordInput,
  CreateProductInput,
  ErrorCode,
  Locale,
  LoginInput,
  MoneyInput,
  MoveMoneyInput,
  NotificationStatus,
  NotificationType,
  OperationType,
  OrderFailureCode,
  OrderLineInput,
  OrderStatus,
  PaymentDeclineCode,
  PaymentStatus,
  PlaceOrderInput,
  ProductStatus,
  RegisterInput,
  ReservationStatus,
  ReserveStockInput,
  Role,
  SendNotificationInput,
  SetStockInput,
  UpdateProductInput,
  UpdateProfileInput,
} from './generated/graphql.ts';
