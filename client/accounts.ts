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

/** Money in one currency: the balance, what is held for orders, and what is available. */
export type Account = AccountFieldsFragment;

/** A movement of an account. */
export type Operation = OperationFieldsFragment;

/** An account with a page of its operations, newest first. */
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

/** Accounts, deposits and withdrawals. */
export interface AccountMethods {
  /** The user's account in a currency, or in the default one, with its operations; null where there is none. */
  readonly account: (variables?: AccountQueryVariables, options?: CallOptions) => Promise<AccountPage | null>;
  /** All accounts of the user, one for each currency. */
  readonly accounts: (options?: CallOptions) => Promise<Account[]>;
  /** Pays in. The first deposit in a currency opens the account. */
  readonly deposit: (input: MoveMoneyInput, options?: CallOptions) => ResultOf<'deposit', Moved>;
  /** Pays out what is available. */
  readonly withdraw: (input: MoveMoneyInput, options?: CallOptions) => ResultOf<'withdraw', Moved>;
}

/** Makes the methods. */
export const accountMethods = ({ request }: Requests): AccountMethods => ({
  account: async (variables = {}, options) => signedIn((await request(AccountDocument, variables, options)).me).account,
  accounts: async (options) => whole(signedIn((await request(AccountsDocument, {}, options)).me).accounts, 'accounts'),
  deposit: async (input, options) => resultOf('deposit', await request(DepositDocument, { input }, options)),
  withdraw: async (input, options) => resultOf('withdraw', await request(WithdrawDocument, { input }, options)),
});
