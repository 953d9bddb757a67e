import type { Ask } from './fetcher.js';

interface EditorOptions {
  readonly fetcher: Ask;
  readonly storage: Storage;
  readonly defaultTabs: readonly { readonly query: string; readonly variables: string }[];
  readonly initialQuery?: string;
  readonly initialVariables?: string;
  readonly onEditQuery: () => void;
  readonly [other: string]: unknown;
}

declare global {
  /** What graphiql.js, a script of the old kind, leaves behind. */
  var YogaGraphiQL: { readonly renderYogaGraphiQL: (place: Element, options: EditorOptions) => void };
  /** Where the editor asks for the addresses of its workers. */
  var MonacoEnvironment: { readonly getWorkerUrl: (module: string, label: string) => string };
}
