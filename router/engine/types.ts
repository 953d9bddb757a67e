import { isAbstractType, isInterfaceType, isObjectType } from 'graphql';
import type { GraphQLSchema } from 'graphql';

/** Whether an object of the type that it says it has is also of type `condition`; undefined for one that does not say. */
export type TypeTest = (typename: unknown, condition: string) => boolean | undefined;

/** Tests types by a schema. A type that is not in it is only itself. */
export const createTypeTest =
  (schema: GraphQLSchema): TypeTest =>
  (typename, condition) => {
    if (typeof typename !== 'string' || typename === '') return undefined;
    if (typename === condition) return true;
    const type = schema.getType(typename);
    const wider = schema.getType(condition);
    return isAbstractType(wider) && (isObjectType(type) || isInterfaceType(type)) && schema.isSubType(wider, type);
  };
