import { useQueryClient } from '@tanstack/react-query';
import { createContext, use, useEffect, type ReactNode } from 'react';
import { PersonDocument, type PersonQuery } from './generated/graphql.ts';
import { useAnswer, type Answer } from './graph.ts';
import { client, useSessionState } from './session.ts';

/** Who is signed in, as the users service knows them. */
export type Person = NonNullable<PersonQuery['me']>;

const Context = createContext<Answer<PersonQuery> | undefined>(undefined);
const UNREAD_MS = 30_000;

/** Asks who is signed in, for all that is inside. Nothing of theirs is left when they have signed out. */
export function PersonProvider({ children }: { children: ReactNode }) {
  const queries = useQueryClient();
  const state = useSessionState();
  useEffect(() => {
    if (state === 'out') queries.clear();
    else if (state === 'in') void queries.invalidateQueries();
  }, [state]);
  const answer = useAnswer(
    ['person', state === 'out'],
    (call) => client.requestPartial(PersonDocument, {}, call),
    () => UNREAD_MS,
  );
  return <Context value={answer}>{children}</Context>;
}

/** The answer to who is signed in, with what is the matter where there is none. */
export const usePersonAnswer = (): Answer<PersonQuery> | undefined => use(Context);

/** Who is signed in; undefined for nobody, and as long as it is not known. */
export function usePerson(): Person | undefined {
  const state = useSessionState();
  const me = use(Context)?.data?.data.me ?? undefined;
  return state === 'out' ? undefined : me;
}

/** How a person is spoken of: by their name, or by their username. */
export const nameOf = (person: Pick<Person, 'username' | 'firstName' | 'lastName'>): string =>
  [person.firstName, person.lastName].filter(Boolean).join(' ') || person.username;
