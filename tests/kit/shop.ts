import { randomBytes, randomUUID } from 'node:crypto';
import { CreateProductDocument, ProductDocument, SetUserRoleDocument } from '../../client/generated/graphql.ts';
import type { TestSystem } from './system.ts';
import type { Member, Visitor } from './visitor.ts';

/** A product that a test made. */
export interface Article {
  readonly id: string;
  readonly sku: string;
}

/** Puts a new product into the catalogue. */
export async function stockArticle(admin: Visitor, amount: string, onHand: number, currency = 'USD'): Promise<Article> {
  const sku = `T-${randomUUID().slice(0, 13)}`;
  const { createProduct } = await admin.ask(CreateProductDocument, {
    input: { sku, name: `Article ${sku}`, price: { amount, currency }, onHand },
  });
  if (!createProduct?.product) throw new Error(`Could not make a product: ${JSON.stringify(createProduct)}`);
  return { id: createProduct.product.id, sku };
}

/** How many there are, reserved and available. */
export async function stockOf(
  visitor: Visitor,
  { id }: Article,
): Promise<{ onHand: number; reserved: number; available: number }> {
  const { product } = await visitor.insist(ProductDocument, { id });
  if (!product) throw new Error(`There is no product ${id}`);
  return { onHand: product.stock.onHand, reserved: product.stock.reserved, available: product.stock.available };
}

/** Customers with money, registered two at a time: hashing passwords is work for all cores. */
export async function customersWith(system: TestSystem, count: number, amount: string): Promise<Visitor[]> {
  const customers: Visitor[] = [];
  while (customers.length < count) {
    const more = await Promise.all(
      Array.from({ length: Math.min(4, count - customers.length) }, () => system.visitor().register()),
    );
    await Promise.all(more.map((customer) => customer.deposit(amount)));
    customers.push(...more);
  }
  return customers;
}

/** Registers a customer of whom everything that they say can be found in an answer that should not have it. */
export function newCustomer(system: TestSystem): Promise<Member> {
  const mark = randomBytes(10).toString('hex');
  return system.visitor().register({ firstName: `First${mark}`, lastName: `Last${mark}`, phone: `+1 555 ${mark}` });
}

/** Registers a user and makes them an administrator. */
export async function newAdministrator(system: TestSystem): Promise<Member> {
  const member = await newCustomer(system);
  await (await system.visitor().login(system.admin)).ask(SetUserRoleDocument, { userId: member.id, role: 'ADMIN' });
  return { ...member, ...(await system.visitor().login(member)) };
}
