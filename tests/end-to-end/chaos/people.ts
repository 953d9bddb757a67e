import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { ZodError } from 'zod';
import { RegisterDocument } from '../../../client/generated/graphql.ts';
import type { TypedDocumentString } from '../../../client/generated/graphql.ts';
import type { TestSystem } from '../../kit/system.ts';
import type { Visitor } from '../../kit/visitor.ts';

/** Somebody who signs in again whenever the graph no longer believes them. */
export interface Person {
  readonly id: string;
  readonly email: string;
  readonly password: string;
  visitor: Visitor;
}

/** What a client of the graph may repeat a call after. */
const AWAY = new Set(['SERVICE_UNAVAILABLE', 'RATE_LIMITED']);
const PAUSE_MS = 250;
/** The router gives up on a service after ten seconds. */
const LATE_MS = 20_000;

/** Calls the graph as a client does that wants an answer: again and again. */
export interface Caller {
  /** When calls that have no answer are given up, by `performance.now()`. */
  limitAt: number;
  /** How often there was an answer, a code of an error, or none of it. */
  readonly outcomes: Map<string, number>;
  /** What no client should ever be answered. */
  readonly faults: string[];
  insist<Data, Variables>(
    person: Person,
    document: TypedDocumentString<Data, Variables>,
    variables: Variables,
    isFinal?: (data: Data) => boolean,
  ): Promise<Data>;
  register(): Promise<Person>;
  signIn(email: string, password: string): Promise<Person>;
}

/** Opens the way to a system. `FORBIDDEN` is asked again too: news of a standing may be under way. */
export function createCaller(system: Pick<TestSystem, 'visitor'>): Caller {
  const outcomes = new Map<string, number>();
  const note = (outcome: string): void => void outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
  const attempt = async <Data, Variables>(
    person: Person,
    document: TypedDocumentString<Data, Variables>,
    variables: Variables,
  ): Promise<Data | undefined> => {
    const late = delay(LATE_MS, undefined, { ref: false });
    const answer = await Promise.race([person.visitor.send(document, variables), late]);
    if (answer === undefined) {
      note('late');
      return undefined;
    }
    const codes = (answer.errors ?? []).map(({ extensions }) => extensions.code);
    for (const outcome of new Set(codes.length === 0 ? ['answer'] : codes)) note(outcome);
    if (codes.length === 0 && answer.data != null) return answer.data;
    if (codes.includes('UNAUTHENTICATED')) person.visitor = await system.visitor().login(person);
    else if (!codes.every((code) => AWAY.has(code) || code === 'FORBIDDEN'))
      caller.faults.push(`the graph answered ${answer.text.slice(0, 300)}`);
    return undefined;
  };
  const caller: Caller = {
    limitAt: Infinity,
    outcomes,
    faults: [],
    insist: async (person, document, variables, isFinal = () => true) => {
      while (performance.now() < caller.limitAt) {
        const data = await attempt(person, document, variables).catch((error: unknown) => {
          // What fetch throws is the network's: the process was killed, or its answer cut off.
          if (error instanceof TypeError) note('connection lost');
          if (error instanceof SyntaxError || error instanceof ZodError)
            caller.faults.push(`the graph's answer cannot be read: ${String(error)}`);
          return undefined;
        });
        if (data !== undefined && isFinal(data)) return data;
        await delay(PAUSE_MS);
      }
      throw new Error(`no answer to ${/(?:query|mutation) (\w+)/.exec(String(document))?.[1]}`);
    },
    register: async () => {
      const name = `u${randomUUID().replaceAll('-', '').slice(0, 20)}`;
      const [email, password] = [`${name}@example.com`, `${name}-passphrase`];
      await system.visitor().ask(RegisterDocument, { input: { email, username: name, password } });
      return caller.signIn(email, password);
    },
    signIn: async (email, password) => {
      const visitor = await system.visitor().login({ email, password });
      if (visitor.userId === undefined) throw new Error(`${email} could not sign in`);
      return { id: visitor.userId, email, password, visitor };
    },
  };
  return caller;
}
