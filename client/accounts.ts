import { OrdergraphError } from './error.ts';
import {
  AccountDocument,
  AccountsDocument,
  DepositDocument,
  WithdrawDocument,
  type AccountFieldsFragment,
  type AccountQuery,
  type AccountQueryVariables,
  type MoveMoneyInput,
  type OperationFieldsFragment,
} from './generated/graphql.ts';
import { whole, type CallOptions, type Requests } from './requests.ts';
import { resultOf, type ResultOf } from './result.ts';

/** Money in one currency: what is there, what is set aside for orders, and what is left. */
export type Account = AccountFieldsFragment;

/** A movement of an account. */
export type Operation = OperationFieldsFragment;

/** An account, and a part of its operations, newest first. */
export type AccountPage = NonNullable<NonNullable<AccountQuery['me']>['account']>;

/** What a movement gives: the account after it, and the movement. */
interface Moved {
  readonly account: Account;
  readonly operation: Operation;
}

/** Returns the signed-in user. Throws UNAUTHENTICATED for an anonymous client. */
export function signedIn<User>(me: User | null): User {
  if (me !== null) return me;
  throw new OrdergraphError('Sign in first.', { code: 'UNAUTHENTICATED' });
}

/** What there is to do with money. */
export interface AccountMethods {
  /** One's account in a currency, or in the shop's own, with its operations; null where there is none in that currency. */
  readonly account: (variables?: AccountQueryVariables, options?: CallOptions) => Promise<AccountPage | null>;
  /** All one's accounts, one for each currency. */
  readonly accounts: (options?: CallOptions) => Promise<Account[]>;
  /** Pays in. The first deposit in a currency opens the account. */
  readonly deposit: (input: MoveMoneyInput, options?: CallOptions) => ResultOf<'deposit', Moved>;
  /** Pays out what is available. */
  readonly withdraw: (input: MoveMoneyInput, options?: CallOptions) => ResultOf<'withdraw', Moved>;
}

/** Makes them, over one way of asking. */
export const accountMethods = ({ request }: Requests): AccountMethods => ({
  account: async (variables = {}, options) => signedIn((await request(AccountDocument, variables, options)).me).account,
  accounts: async (options) => whole(signedIn((await request(AccountsDocument, {}, options)).me).accounts, 'accounts'),
  deposit: async (input, options) => resultOf('deposit', await request(DepositDocument, { input }, options)),
  withdraw: async (input, options) => resultOf('withdraw', await request(WithdrawDocument, { input }, options)),
});
