import { randomUUID } from 'node:crypto';
import { LoginDocument, RegisterDocument, SetUserRoleDocument } from '../../../client/generated/graphql.ts';
import type { TestSystem } from '../../kit/system.ts';
import { createVisitor } from '../../kit/visitor.ts';
import type { Visitor } from '../../kit/visitor.ts';

/** Somebody with everything that they could prove themselves with. */
export interface Person {
  readonly id: string;
  readonly username: string;
  readonly email: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly phone: string;
  readonly password: string;
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly visitor: Visitor;
}

/** What somebody new says of themselves; all of it can be found in an answer that should not have it. */
export function introduction() {
  const mark = randomUUID().replaceAll('-', '').slice(0, 20);
  return {
    username: `u${mark}`,
    email: `${mark}@example.com`,
    password: `passphrase ${randomUUID()}`,
    firstName: `First${mark}`,
    lastName: `Last${mark}`,
    phone: `+1 555 ${mark}`,
  };
}

type SignedIn = { user?: { id: string } | null; tokens?: { accessToken: string; refreshToken: string } | null } | null;

function personOf(url: string, input: ReturnType<typeof introduction>, payload: SignedIn | undefined): Person {
  if (!payload?.user || !payload.tokens)
    throw new Error(`${input.email} could not sign in: ${JSON.stringify(payload)}`);
  const { user, tokens } = payload;
  return { ...input, id: user.id, ...tokens, visitor: createVisitor(url, tokens.accessToken, user.id) };
}

/** Registers a new customer. */
export async function newCustomer(system: TestSystem): Promise<Person> {
  const input = introduction();
  const { register } = await system.visitor().ask(RegisterDocument, { input });
  return personOf(system.url, input, register);
}

/** Registers somebody and makes them an administrator, who then signs in as one. */
export async function newAdministrator(system: TestSystem): Promise<Person> {
  const person = await newCustomer(system);
  const first = await system.visitor().login(system.admin);
  await first.ask(SetUserRoleDocument, { userId: person.id, role: 'ADMIN' });
  const { login } = await system
    .visitor()
    .ask(LoginDocument, { input: { login: person.email, password: person.password } });
  return personOf(system.url, person, login);
}
