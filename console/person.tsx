import { useQueryClient } from '@tanstack/react-query';
import { createContext, use, useEffect, type ReactNode } from 'react';
import { PersonDocument, type PersonQuery } from './generated/graphql.ts';
import { CALM_MS, useAnswer, type Answer } from './graph.ts';
import { useSessionState } from './session.ts';

/** The user who is signed in. */
export type Person = NonNullable<PersonQuery['me']>;

const Context = createContext<Answer<PersonQuery> | undefined>(undefined);

/** Asks who is signed in, for all components inside. Signing out removes everything of theirs. */
export function PersonProvider({ children }: { children: ReactNode }) {
  const queries = useQueryClient();
  const state = useSessionState();
  useEffect(() => {
    if (state === 'out') queries.clear();
    else if (state === 'in') void queries.invalidateQueries();
  }, [state]);
  const answer = useAnswer(PersonDocument, {}, CALM_MS);
  return <Context value={answer}>{children}</Context>;
}

/** The answer to who is signed in, with its failure if it has one. */
export const usePersonAnswer = (): Answer<PersonQuery> | undefined => use(Context);

/** The user who is signed in; undefined for none, and until it is known. */
export function usePerson(): Person | undefined {
  const me = use(Context)?.data?.data.me ?? undefined;
  return useSessionState() === 'out' ? undefined : me;
}

/** A person's name, else their username. */
export const nameOf = (person: Pick<Person, 'username' | 'firstName' | 'lastName'>): string =>
  [person.firstName, person.lastName].filter(Boolean).join(' ') || person.username;
