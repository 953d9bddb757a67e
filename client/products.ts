import {
  AdjustStockDocument,
  ArchiveProductDocument,
  CreateProductDocument,
  ProductDocument,
  ProductsDocument,
  ReleaseStockDocument,
  ReservationDocument,
  ReserveStockDocument,
  RestoreProductDocument,
  SetStockDocument,
  UpdateProductDocument,
  type AdjustStockInput,
  type CreateProductInput,
  type ProductFieldsFragment,
  type ProductsQueryVariables,
  type ReservationFieldsFragment,
  type ReserveStockInput,
  type SetStockInput,
  type UpdateProductInput,
} from './generated/graphql.ts';
import type { Page } from './pages.ts';
import { whole, type CallOptions, type Requests } from './requests.ts';
import { resultOf, type ResultOf } from './result.ts';

/** A product with its price and stock. */
export type Product = ProductFieldsFragment;

/** Reserved pieces. */
export type Reservation = ReservationFieldsFragment;

interface WithProduct {
  readonly product: Product;
}
interface WithReservation {
  readonly reservation: Reservation;
}

/** Products, their stock and reservations. All but reading products is for an admin. */
export interface ProductMethods {
  /** A product by its id or its SKU. */
  readonly product: (by: { id: string } | { sku: string }, options?: CallOptions) => Promise<Product | null>;
  /** What is for sale, newest first. */
  readonly products: (variables?: ProductsQueryVariables, options?: CallOptions) => Promise<Page<Product>>;
  /** For an admin: pieces that are or were reserved. */
  readonly reservation: (id: string, options?: CallOptions) => Promise<Reservation | null>;
  /** For an admin: puts something new into the catalogue. */
  readonly createProduct: (input: CreateProductInput, options?: CallOptions) => ResultOf<'createProduct', WithProduct>;
  /** For an admin: changes what is given and leaves the rest. */
  readonly updateProduct: (input: UpdateProductInput, options?: CallOptions) => ResultOf<'updateProduct', WithProduct>;
  /** For an admin: takes a product out of the catalogue. */
  readonly archiveProduct: (id: string, options?: CallOptions) => ResultOf<'archiveProduct', WithProduct>;
  /** For an admin: puts a product back into the catalogue. */
  readonly restoreProduct: (id: string, options?: CallOptions) => ResultOf<'restoreProduct', WithProduct>;
  /** For an admin: sets how many pieces there are. */
  readonly setStock: (input: SetStockInput, options?: CallOptions) => ResultOf<'setStock', WithProduct>;
  /** For an admin: changes the stock by how many pieces came in or went out. */
  readonly adjustStock: (input: AdjustStockInput, options?: CallOptions) => ResultOf<'adjustStock', WithProduct>;
  /** For an admin: reserves pieces by hand. */
  readonly reserveStock: (input: ReserveStockInput, options?: CallOptions) => ResultOf<'reserveStock', WithReservation>;
  /** For an admin: releases pieces that were reserved by hand. */
  readonly releaseStock: (reservationId: string, options?: CallOptions) => ResultOf<'releaseStock', WithReservation>;
}

/** Makes the methods. */
export const productMethods = ({ request }: Requests): ProductMethods => ({
  product: async (by, options) => (await request(ProductDocument, by, options)).product,
  products: async (variables = {}, options) =>
    whole((await request(ProductsDocument, variables, options)).products, 'products'),
  reservation: async (id, options) => (await request(ReservationDocument, { id }, options)).reservation,
  createProduct: async (input, options) =>
    resultOf('createProduct', await request(CreateProductDocument, { input }, options)),
  updateProduct: async (input, options) =>
    resultOf('updateProduct', await request(UpdateProductDocument, { input }, options)),
  archiveProduct: async (id, options) =>
    resultOf('archiveProduct', await request(ArchiveProductDocument, { id }, options)),
  restoreProduct: async (id, options) =>
    resultOf('restoreProduct', await request(RestoreProductDocument, { id }, options)),
  setStock: async (input, options) => resultOf('setStock', await request(SetStockDocument, { input }, options)),
  adjustStock: async (input, options) =>
    resultOf('adjustStock', await request(AdjustStockDocument, { input }, options)),
  reserveStock: async (input, options) =>
    resultOf('reserveStock', await request(ReserveStockDocument, { input }, options)),
  releaseStock: async (reservationId, options) =>
    resultOf('releaseStock', await request(ReleaseStockDocument, { reservationId }, options)),
});
