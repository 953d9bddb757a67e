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
import { resultOf, type Result } from './result.ts';

/** Something that can be ordered, with its price and what is in stock. */
export type Product = ProductFieldsFragment;

/** Pieces set aside. */
export type Reservation = ReservationFieldsFragment;

type ProductResult = Promise<Result<{ readonly product: Product }>>;
type ReservationResult = Promise<Result<{ readonly reservation: Reservation }>>;

/** What there is to do with products. All but looking is for an admin. */
export interface ProductMethods {
  /** A product by its id or its SKU. */
  readonly product: (by: { id: string } | { sku: string }, options?: CallOptions) => Promise<Product | null>;
  /** What is for sale, newest first. */
  readonly products: (variables?: ProductsQueryVariables, options?: CallOptions) => Promise<Page<Product>>;
  /** For an admin: pieces that are or were set aside. */
  readonly reservation: (id: string, options?: CallOptions) => Promise<Reservation | null>;
  /** For an admin: puts something new into the catalogue. Fails with SKU_TAKEN. */
  readonly createProduct: (input: CreateProductInput, options?: CallOptions) => ProductResult;
  /** For an admin: changes what is given and leaves the rest. */
  readonly updateProduct: (input: UpdateProductInput, options?: CallOptions) => ProductResult;
  /** For an admin: takes a product out of the catalogue. */
  readonly archiveProduct: (id: string, options?: CallOptions) => ProductResult;
  /** For an admin: puts a product back into the catalogue. */
  readonly restoreProduct: (id: string, options?: CallOptions) => ProductResult;
  /** For an admin: says how many pieces there are. Fails with INSUFFICIENT_STOCK below what is reserved. */
  readonly setStock: (input: SetStockInput, options?: CallOptions) => ProductResult;
  /** For an admin: says how many pieces came in or went out. Fails with INSUFFICIENT_STOCK below what is reserved. */
  readonly adjustStock: (input: AdjustStockInput, options?: CallOptions) => ProductResult;
  /** For an admin: sets pieces aside by hand. Fails with INSUFFICIENT_STOCK. */
  readonly reserveStock: (input: ReserveStockInput, options?: CallOptions) => ReservationResult;
  /** For an admin: gives back pieces that were set aside by hand. */
  readonly releaseStock: (reservationId: string, options?: CallOptions) => ReservationResult;
}

/** Makes them, over one way of asking. */
export const productMethods = ({ request }: Requests): ProductMethods => ({
  product: async (by, options) => (await request(ProductDocument, by, options)).product,
  products: async (variables = {}, options) =>
    whole((await request(ProductsDocument, variables, options)).products, 'products'),
  reservation: async (id, options) => (await request(ReservationDocument, { id }, options)).reservation,
  createProduct: async (input, options) =>
    resultOf((await request(CreateProductDocument, { input }, options)).createProduct),
  updateProduct: async (input, options) =>
    resultOf((await request(UpdateProductDocument, { input }, options)).updateProduct),
  archiveProduct: async (id, options) =>
    resultOf((await request(ArchiveProductDocument, { id }, options)).archiveProduct),
  restoreProduct: async (id, options) =>
    resultOf((await request(RestoreProductDocument, { id }, options)).restoreProduct),
  setStock: async (input, options) => resultOf((await request(SetStockDocument, { input }, options)).setStock),
  adjustStock: async (input, options) => resultOf((await request(AdjustStockDocument, { input }, options)).adjustStock),
  reserveStock: async (input, options) =>
    resultOf((await request(ReserveStockDocument, { input }, options)).reserveStock),
  releaseStock: async (reservationId, options) =>
    resultOf((await request(ReleaseStockDocument, { reservationId }, options)).releaseStock),
});
