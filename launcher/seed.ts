import { access, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { DEMO_CATALOGUE, type DemoProduct } from './catalogue.ts';

// The catalogue is created once: products that an admin removes later stay removed.
const MARK = 'catalogue-made';
const ANSWER_LIMIT_MS = 15_000;

const SIGN_IN = `mutation SignIn($login: String!, $password: String!) {
  login(input: { login: $login, password: $password }) { tokens { accessToken } userErrors { code } }
}`;
const CREATE_PRODUCT = `mutation CreateProduct($input: CreateProductInput!) {
  createProduct(input: $input) { product { id } userErrors { code message } }
}`;

const NEWEST = '{ products(first: 1) { nodes { sku } } }';

const userErrors = z.array(z.object({ code: z.string() }));
const signInSchema = z.object({
  data: z.object({ login: z.object({ tokens: z.object({ accessToken: z.string() }).nullable(), userErrors }) }),
});
const createSchema = z.object({ data: z.object({ createProduct: z.object({ userErrors }) }) });

const newestSchema = z.object({
  data: z.object({ products: z.object({ nodes: z.array(z.object({ sku: z.string() })) }) }),
});

export interface SeedOptions {
  /** Where the router answers GraphQL. */
  readonly graphqlUrl: string;
  readonly dataFolder: string;
  readonly adminEmail: string;
  readonly adminPassword: string;
  readonly currency: string;
}

async function ask(url: string, query: string, variables: object, token?: string): Promise<unknown> {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify({ query, variables }),
    signal: AbortSignal.timeout(ANSWER_LIMIT_MS),
  });
  return response.json();
}

/** The price with the decimal places of its currency: none for yen. */
export function priceOf({ units, hundredths }: Pick<DemoProduct, 'units' | 'hundredths'>, currency: string): string {
  const { maximumFractionDigits: places = 2 } = new Intl.NumberFormat('en', {
    style: 'currency',
    currency,
  }).resolvedOptions();
  return places === 0 ? String(units) : `${units}.${String(hundredths).padStart(2, '0').padEnd(places, '0')}`;
}

async function signIn(options: SeedOptions): Promise<string> {
  const answer = await ask(options.graphqlUrl, SIGN_IN, { login: options.adminEmail, password: options.adminPassword });
  const parsed = signInSchema.safeParse(answer);
  if (!parsed.success) throw new Error(`signing in as the admin was answered with ${JSON.stringify(answer)}`);
  const { tokens, userErrors: errors } = parsed.data.data.login;
  if (tokens === null) throw new Error(`the admin cannot sign in (${errors.map(({ code }) => code).join(', ')})`);
  return tokens.accessToken;
}

async function createProduct(options: SeedOptions, token: string, product: DemoProduct): Promise<boolean> {
  const { sku, name, description, onHand } = product;
  const price = { amount: priceOf(product, options.currency), currency: options.currency };
  const input = { sku, name, description, onHand, price };
  const answer = await ask(options.graphqlUrl, CREATE_PRODUCT, { input }, token);
  const parsed = createSchema.safeParse(answer);
  if (!parsed.success) throw new Error(`creating ${sku} was answered with ${JSON.stringify(answer)}`);
  const codes = parsed.data.data.createProduct.userErrors.map(({ code }) => code);
  if (codes.length > 0 && !codes.includes('SKU_TAKEN')) throw new Error(`${sku} was refused (${codes.join(', ')})`);
  return codes.length === 0;
}

/** Whether there are products other than those of the demo, which an interrupted start may have created. */
async function hasOwnProducts(options: SeedOptions): Promise<boolean> {
  const { data } = newestSchema.parse(await ask(options.graphqlUrl, NEWEST, {}));
  const newest = data.products.nodes[0]?.sku;
  return newest !== undefined && DEMO_CATALOGUE.every(({ sku }) => sku !== newest);
}

/**
 * Creates the demo catalogue through the public graph, as an admin would: once per data folder, and only if there are no other products.
 * Returns the number of products created.
 */
export async function seedCatalogue(options: SeedOptions): Promise<number> {
  const mark = join(options.dataFolder, MARK);
  const isMade = await access(mark).then(
    () => true,
    () => false,
  );
  if (isMade || (await hasOwnProducts(options))) return 0;
  const token = await signIn(options);
  let made = 0;
  for (const product of DEMO_CATALOGUE) if (await createProduct(options, token, product)) made += 1;
  await writeFile(mark, `${new Date().toISOString()}\n`);
  return made;
}
