import { GraphQLError, isScalarType } from 'graphql';
import type { GraphQLScalarType, GraphQLSchema } from 'graphql';
import { scalars } from '#platform/scalars.ts';

/**
 * Gives the scalars of the composed graph the parsers that the subgraphs use. Composition keeps only their names, and a scalar without
 * a parser takes anything.
 */
export function giveScalarsTheirParsers(schema: GraphQLSchema): void {
  for (const scalar of Object.values<GraphQLScalarType>(scalars)) {
    const type = schema.getType(scalar.name);
    if (!isScalarType(type)) continue;
    type.parseValue = scalar.parseValue.bind(scalar);
    // graphql-js says where in the document a literal is wrong only for errors that are not its own.
    type.parseLiteral = (node, variables) => {
      try {
        return scalar.parseLiteral(node, variables);
      } catch (error) {
        throw error instanceof GraphQLError ? new TypeError(error.message) : error;
      }
    };
  }
}
