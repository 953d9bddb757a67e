import { useState } from 'react';
import { ProductsDocument } from '../../client/generated/graphql.ts';
import type { Product } from '../../client/index.ts';
import { basket, setQuantity } from '../basket.ts';
import { CALM_MS } from '../graph.ts';
import { useKept } from '../kept.ts';
import { useTexts } from '../language.tsx';
import { Search, useList } from '../parts/list.tsx';
import { Empty, Page } from '../parts/page.tsx';
import { say } from '../parts/say.ts';

const FEW = 5;

/** A picture for what has none: the same for the same name. */
function Tile({ name }: { name: string }) {
  const hue = Array.from(name).reduce((sum, letter) => (sum * 31 + (letter.codePointAt(0) ?? 0)) % 360, 7);
  const backgroundImage = `linear-gradient(135deg, hsl(${hue} 42% 42%), hsl(${(hue + 50) % 360} 48% 30%))`;
  return (
    <div className="tile" style={{ backgroundImage }} aria-hidden="true">
      {name.slice(0, 1)}
    </div>
  );
}

function ProductCard({ product }: { product: Product }) {
  const { t, money } = useTexts();
  const inBasket = useKept(basket)?.find((line) => line.product.id === product.id)?.quantity ?? 0;
  const { name, stock } = product;
  const label = inBasket > 0 ? t('addMore', { count: inBasket }) : t('add');
  const add = (): void => {
    setQuantity(product, inBasket + 1);
    say(t('added', { name }));
  };
  return (
    <li className="card product">
      <Tile name={name} />
      <h2>{name}</h2>
      <p className="grow">{product.description}</p>
      <p className="row spread">
        <strong>{money(product.price)}</strong>
        <span className={stock.available <= FEW ? 'badge bad' : 'badge good'}>
          {stock.available > FEW ? t('inStock') : t('left', { count: stock.available })}
        </span>
      </p>
      <button
        type="button"
        className="primary"
        disabled={stock.available <= inBasket}
        aria-label={`${label}: ${name}`}
        onClick={add}
      >
        {label}
      </button>
    </li>
  );
}

/** What is for sale, with search and stock. It needs no sign-in. */
export function CataloguePage() {
  const { t } = useTexts();
  const [search, setSearch] = useState('');
  const [inStock, setInStock] = useState(false);
  const wanted = { search: search || null, inStock: inStock || null };
  const list = useList({
    document: ProductsDocument,
    variables: (after) => ({ first: 24, after, ...wanted }),
    of: ({ products }) => products,
    path: 'products',
    pollMs: CALM_MS,
    draw: (products) => (
      <>
        {products.length === 0 && <Empty>{t(search === '' ? 'emptyCatalogue' : 'nothingFound', { search })}</Empty>}
        <ul className="grid">
          {products.map((product) => (
            <ProductCard key={product.id} product={product} />
          ))}
        </ul>
      </>
    ),
  });
  const filters = (
    <div className="row">
      <Search label="search" onSearch={setSearch} />
      <label>
        <input type="checkbox" onChange={({ target }) => setInStock(target.checked)} /> {t('inStockOnly')}
      </label>
    </div>
  );
  return (
    <Page title={t('catalogue')} aside={filters}>
      {list}
    </Page>
  );
}
