import * as graph from '../../../client/generated/graphql.ts';
import { introduction } from '../../kit/visitor.ts';

/** Ids that nothing has. */
export const UNKNOWN_ID = '01890000-0000-7000-8000-000000000000';

/** A typed document, as its text. */
interface Document {
  toString(): string;
}

/** An operation with input that is well formed and would change next to nothing. */
export interface Call {
  readonly document: string;
  readonly variables: Readonly<Record<string, unknown>>;
  /** Whom it is for. */
  readonly needs: 'ANYONE' | 'USER' | 'ADMIN';
  /** Variables of a wrong shape or range, and the field that is to be named for them; none for what takes no input. */
  readonly wrong?: readonly [variables: Readonly<Record<string, unknown>>, field: string];
}

const page = (document: Document, needs: Call['needs']): Call => ({
  document: document.toString(),
  variables: { first: 1 },
  needs,
  wrong: [{ after: 'bm93aGVyZQ' }, 'after'],
});

const byId = (document: Document, needs: Call['needs'], name = 'id'): Call => ({
  document: document.toString(),
  variables: { [name]: UNKNOWN_ID },
  needs,
  wrong: [{ [name]: '7' }, name],
});

const withInput = (
  document: Document,
  needs: Call['needs'],
  { input, wrong, field }: { input: object; wrong: object; field: string },
): Call => ({
  document: document.toString(),
  variables: { input },
  needs,
  wrong: [{ input: { ...input, ...wrong } }, `input.${field}`],
});

const amount = (text: string) => ({ amount: { amount: text, currency: 'USD' } });
const SKU = 'NO-SUCH-SKU';

const QUERIES: Readonly<Record<string, Call>> = {
  me: { document: String(graph.MeDocument), variables: {}, needs: 'ANYONE' },
  user: byId(graph.UserDocument, 'USER'),
  users: page(graph.UsersDocument, 'ADMIN'),
  product: byId(graph.ProductDocument, 'ANYONE'),
  products: page(graph.ProductsDocument, 'ANYONE'),
  reservation: byId(graph.ReservationDocument, 'ADMIN'),
  order: byId(graph.OrderDocument, 'USER'),
  orders: page(graph.OrdersDocument, 'USER'),
  orderStatistics: {
    document: `query OrderStatistics($from: DateTime!, $to: DateTime!) {
      orderStatistics(from: $from, to: $to) { statuses { status orders } }
    }`,
    variables: { from: '2026-01-01T00:00:00Z', to: '2026-01-02T00:00:00Z' },
    needs: 'ADMIN',
    wrong: [{ from: '2026-01-01T00:00:00Z', to: '2026-01-01T00:00:00Z' }, 'to'],
  },
};

const USERS: Readonly<Record<string, Call>> = {
  register: withInput(graph.RegisterDocument, 'ANYONE', {
    input: introduction(),
    wrong: { username: 'a@b' },
    field: 'username',
  }),
  login: withInput(graph.LoginDocument, 'ANYONE', {
    input: { login: 'nobody', password: 'nothing' },
    wrong: { login: '' },
    field: 'login',
  }),
  refreshTokens: {
    document: String(graph.RefreshTokensDocument),
    variables: { refreshToken: 'none' },
    needs: 'ANYONE',
    wrong: [{ refreshToken: 'a\0b' }, 'refreshToken'],
  },
  logout: {
    document: String(graph.LogoutDocument),
    variables: { refreshToken: 'none' },
    needs: 'ANYONE',
    wrong: [{ refreshToken: 'x'.repeat(10_001) }, 'refreshToken'],
  },
  changePassword: withInput(graph.ChangePasswordDocument, 'USER', {
    input: { currentPassword: 'not this one', newPassword: 'nor this one' },
    wrong: { newPassword: 'x'.repeat(10_001) },
    field: 'newPassword',
  }),
  requestPasswordReset: {
    document: String(graph.RequestPasswordResetDocument),
    variables: { email: 'nobody@example.com' },
    needs: 'ANYONE',
    wrong: [{ email: 'nobody' }, 'email'],
  },
  resetPassword: {
    document: String(graph.ResetPasswordDocument),
    variables: { token: 'none', newPassword: 'a passphrase for nobody' },
    needs: 'ANYONE',
    wrong: [{ token: 'a\0b', newPassword: 'a passphrase for nobody' }, 'token'],
  },
  requestEmailVerification: {
    document: String(graph.RequestEmailVerificationDocument),
    variables: {},
    needs: 'USER',
  },
  verifyEmail: {
    document: String(graph.VerifyEmailDocument),
    variables: { token: 'none' },
    needs: 'ANYONE',
    wrong: [{ token: 'a\0b' }, 'token'],
  },
  updateProfile: withInput(graph.UpdateProfileDocument, 'USER', {
    input: {},
    wrong: { firstName: 'x'.repeat(101) },
    field: 'firstName',
  }),
  setUserRole: {
    document: String(graph.SetUserRoleDocument),
    variables: { userId: UNKNOWN_ID, role: 'CUSTOMER' },
    needs: 'ADMIN',
    wrong: [{ userId: UNKNOWN_ID, role: 'OWNER' }, 'role'],
  },
  deactivateUser: byId(graph.DeactivateUserDocument, 'ADMIN', 'userId'),
  reactivateUser: byId(graph.ReactivateUserDocument, 'ADMIN', 'userId'),
};

const SHOP: Readonly<Record<string, Call>> = {
  deposit: withInput(graph.DepositDocument, 'USER', {
    input: amount('0.01'),
    wrong: amount('10.005'),
    field: 'amount.amount',
  }),
  withdraw: withInput(graph.WithdrawDocument, 'USER', {
    input: amount('9999999999999.99'),
    wrong: amount('0.00'),
    field: 'amount.amount',
  }),
  createProduct: withInput(graph.CreateProductDocument, 'ADMIN', {
    input: { sku: 'A-SKU', name: 'A product', price: { amount: '1.00', currency: 'USD' } },
    wrong: { sku: 'not a SKU' },
    field: 'sku',
  }),
  updateProduct: withInput(graph.UpdateProductDocument, 'ADMIN', {
    input: { id: UNKNOWN_ID, name: 'A product' },
    wrong: { name: '' },
    field: 'name',
  }),
  archiveProduct: byId(graph.ArchiveProductDocument, 'ADMIN'),
  restoreProduct: byId(graph.RestoreProductDocument, 'ADMIN'),
  setStock: withInput(graph.SetStockDocument, 'ADMIN', {
    input: { sku: SKU, onHand: 1 },
    wrong: { onHand: -1 },
    field: 'onHand',
  }),
  adjustStock: withInput(graph.AdjustStockDocument, 'ADMIN', {
    input: { sku: SKU, delta: 1 },
    wrong: { delta: 0 },
    field: 'delta',
  }),
  reserveStock: withInput(graph.ReserveStockDocument, 'ADMIN', {
    input: { sku: SKU, quantity: 1 },
    wrong: { quantity: 0 },
    field: 'quantity',
  }),
  releaseStock: byId(graph.ReleaseStockDocument, 'ADMIN', 'reservationId'),
  placeOrder: withInput(graph.PlaceOrderDocument, 'USER', {
    input: { lines: [{ sku: SKU, quantity: 1 }] },
    wrong: { lines: [{ sku: SKU, quantity: -1 }] },
    field: 'lines.0.quantity',
  }),
  cancelOrder: byId(graph.CancelOrderDocument, 'USER'),
  shipOrder: byId(graph.ShipOrderDocument, 'ADMIN'),
  deliverOrder: byId(graph.DeliverOrderDocument, 'ADMIN'),
  sendNotification: withInput(graph.SendNotificationDocument, 'ADMIN', {
    input: { userId: UNKNOWN_ID, message: 'Hello' },
    wrong: { message: '' },
    field: 'message',
  }),
  resendNotification: byId(graph.ResendNotificationDocument, 'ADMIN'),
  markNotificationRead: byId(graph.MarkNotificationReadDocument, 'USER'),
};

/** Every operation of the graph, by its name. */
export const CALLS: ReadonlyMap<string, Call> = new Map(Object.entries({ ...QUERIES, ...USERS, ...SHOP }));
