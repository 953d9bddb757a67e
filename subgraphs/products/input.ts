import { z } from 'zod';
import { text } from '#platform/input.ts';

const SKU_LENGTH_MAX = 64;
/** The pattern of the table's CHECK. */
const SKU = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;

/** A SKU as a new product gets it. */
export const newSku = z
  .string()
  .trim()
  .max(SKU_LENGTH_MAX, `must have at most ${SKU_LENGTH_MAX} characters`)
  .regex(SKU, 'must be letters, digits, ".", "_" and "-", beginning with a letter or digit');

/** A SKU to look a product up by. What no product can be called is only not found. */
export const knownSku = text(SKU_LENGTH_MAX);

const NAME_LENGTH_MAX = 200;

/** What a product is called: one line, so that it can stand in a sentence. */
export const productName = text(NAME_LENGTH_MAX).refine((name) => !/[\t\n\r]/.test(name), 'must be one line');

/** What there is to say about a product. */
export const productDescription = text();
