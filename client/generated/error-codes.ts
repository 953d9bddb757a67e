/** The codes that each mutation can give in `userErrors`. */
export interface UserErrorCodes {
  adjustStock: 'IDEMPOTENCY_CONFLICT' | 'INSUFFICIENT_STOCK' | 'INVALID_INPUT' | 'NOT_FOUND';
  archiveProduct: 'NOT_FOUND';
  cancelOrder: 'INVALID_STATE' | 'NOT_FOUND';
  changePassword: 'INVALID_CREDENTIALS' | 'WEAK_PASSWORD';
  createProduct: 'SKU_TAKEN';
  deactivateUser: 'INVALID_STATE' | 'NOT_FOUND';
  deliverOrder: 'INVALID_STATE' | 'NOT_FOUND';
  deposit: 'ACCOUNT_FROZEN' | 'IDEMPOTENCY_CONFLICT' | 'INVALID_INPUT';
  login: 'INVALID_CREDENTIALS';
  logout: never;
  markNotificationRead: 'NOT_FOUND';
  placeOrder: 'EMAIL_NOT_VERIFIED' | 'IDEMPOTENCY_CONFLICT';
  reactivateUser: 'NOT_FOUND';
  refreshTokens: 'INVALID_TOKEN';
  register: 'EMAIL_TAKEN' | 'USERNAME_TAKEN' | 'WEAK_PASSWORD';
  releaseStock: 'INVALID_STATE' | 'NOT_FOUND' | 'RESERVATION_CLOSED';
  requestEmailVerification: never;
  requestPasswordReset: never;
  resendNotification: 'INVALID_STATE' | 'NOT_FOUND';
  reserveStock: 'IDEMPOTENCY_CONFLICT' | 'INSUFFICIENT_STOCK' | 'INVALID_STATE' | 'NOT_FOUND';
  resetPassword: 'INVALID_TOKEN' | 'WEAK_PASSWORD';
  restoreProduct: 'NOT_FOUND';
  sendNotification: 'IDEMPOTENCY_CONFLICT' | 'NOT_FOUND';
  setStock: 'INSUFFICIENT_STOCK' | 'INVALID_INPUT' | 'NOT_FOUND';
  setUserRole: 'INVALID_STATE' | 'NOT_FOUND';
  shipOrder: 'INVALID_STATE' | 'NOT_FOUND';
  updateProduct: 'NOT_FOUND';
  updateProfile: never;
  verifyEmail: 'INVALID_TOKEN';
  withdraw: 'ACCOUNT_FROZEN' | 'IDEMPOTENCY_CONFLICT' | 'INSUFFICIENT_FUNDS' | 'NOT_FOUND';
}

/** What a request can fail with at the top level. */
export type RequestErrorCode = 'BAD_USER_INPUT' | 'UNAUTHENTICATED' | 'FORBIDDEN' | 'RATE_LIMITED' | 'SERVICE_UNAVAILABLE' | 'INTERNAL_SERVER_ERROR' | 'GRAPHQL_PARSE_FAILED' | 'GRAPHQL_VALIDATION_FAILED' | 'OPERATION_RESOLUTION_FAILURE' | 'QUERY_TOO_LARGE' | 'OPERATION_NOT_LISTED' | 'PERSISTED_QUERY_NOT_FOUND' | 'BAD_REQUEST';