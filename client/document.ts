import { printDocument, type DocumentNode } from './print-document.ts';

/** The types that a code generator gives a document: of what it asks for and of what it needs. Nothing of it exists at run time. */
export interface TypedDocument<Data, Variables> {
  readonly __apiType?: ((variables: Variables) => Data) | undefined;
}

/** The text of a document as an object: codegen's TypedDocumentString. */
export interface DocumentText {
  readonly length: number;
  toString(): string;
}

/** A document of whatever make: a plain string (whose data is `unknown`), a TypedDocumentString or a TypedDocumentNode. */
export type GraphqlDocument<Data, Variables> =
  | string
  | (TypedDocument<Data, Variables> & DocumentText)
  | (TypedDocument<Data, Variables> & DocumentNode);

/** The text that is sent for a document. */
export const textOf = (document: string | DocumentText | DocumentNode): string =>
  typeof document === 'object' && 'kind' in document ? printDocument(document) : document.toString();
