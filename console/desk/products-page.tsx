import { useState } from 'react';
import { ProductDocument, ProductsDocument } from '../../client/generated/graphql.ts';
import type { Product } from '../../client/index.ts';
import { LIVE_MS, useAnswer, useKeyed } from '../graph.ts';
import { useTexts } from '../language.tsx';
import { ActButton, DialogButton } from '../parts/dialog.tsx';
import { ActionForm, amountIn, Entry, type Entered } from '../parts/form.tsx';
import { Search, Table, useList } from '../parts/list.tsx';
import { Page } from '../parts/page.tsx';
import { client } from '../session.ts';

/** The entries of a product, new or as it is. */
function ProductForm({ product, onDone }: { product?: Product; onDone: () => void }) {
  const described = (entered: Entered) => ({
    name: entered('name'),
    description: entered('description') || null,
    price: amountIn(entered),
  });
  return (
    <ActionForm
      run={(entered) =>
        product === undefined
          ? client.createProduct({ sku: entered('sku'), onHand: Number(entered('onHand')), ...described(entered) })
          : client.updateProduct({ id: product.id, ...described(entered) })
      }
      submit="save"
      said="saved"
      onDone={onDone}
    >
      {product === undefined && <Entry name="sku" required />}
      <Entry name="name" required defaultValue={product?.name} />
      <Entry name="description" defaultValue={product?.description ?? ''} />
      <Entry name="amount" label="price" inputMode="decimal" required defaultValue={product?.price.amount} />
      <Entry name="currency" required defaultValue={product?.price.currency ?? 'USD'} />
      {product === undefined && <Entry name="onHand" type="number" min={0} defaultValue={0} />}
    </ActionForm>
  );
}

/** Changes the stock by a difference, or sets it to a count. What is reserved stays reserved. */
function StockForms({ product: { sku, stock }, onDone }: { product: Product; onDone: () => void }) {
  const adjust = useKeyed(client.adjustStock);
  const beside = { said: 'saved', onDone } as const;
  return (
    <>
      <ActionForm run={(it) => adjust({ sku, delta: Number(it('delta')) })} submit="adjust" {...beside}>
        <Entry name="delta" hint="deltaHint" type="number" required />
      </ActionForm>
      <ActionForm run={(it) => client.setStock({ sku, onHand: Number(it('onHand')) })} submit="setStock" {...beside}>
        <Entry name="onHand" type="number" min={0} required defaultValue={stock.onHand} />
      </ActionForm>
    </>
  );
}

function Actions({ product }: { product: Product }) {
  const { id, name, status } = product;
  const shared = { about: name, said: 'saved' } as const;
  const [archive, restore] = [() => client.archiveProduct(id), () => client.restoreProduct(id)];
  return (
    <div className="row end">
      <DialogButton label="stock" about={name}>
        {(close) => <StockForms product={product} onDone={close} />}
      </DialogButton>
      <DialogButton label="edit" about={name}>
        {(close) => <ProductForm product={product} onDone={close} />}
      </DialogButton>
      {status === 'ACTIVE' ? (
        <ActButton {...shared} label="archive" confirm="archiveText" className="danger" run={archive} />
      ) : (
        <ActButton {...shared} label="restore" run={restore} />
      )}
    </div>
  );
}

/** Products, prices and stock. An archived product is found by its whole SKU. */
export function DeskProductsPage() {
  const { t, money } = useTexts();
  const [search, setSearch] = useState('');
  const { data } = useAnswer(ProductDocument, { sku: search || '-' });
  const bySku = data?.data.product;
  const archived = bySku?.status === 'ARCHIVED' && bySku.sku === search ? [bySku] : [];
  const list = useList({
    document: ProductsDocument,
    variables: (after) => ({ first: 20, after, search: search || null }),
    of: ({ products }) => products,
    path: 'products',
    pollMs: LIVE_MS,
    draw: (products) => (
      <Table
        title={t('products')}
        head={['product', 'price', 'availableName', 'actions']}
        rows={[...archived, ...products]}
        empty={t('nothingFound', { search })}
      >
        {(product) => [
          <>
            {product.name} <small>{product.sku}</small>{' '}
            {product.status === 'ARCHIVED' && <span className="badge">{t('ARCHIVED')}</span>}
          </>,
          money(product.price),
          <>
            {product.stock.available}{' '}
            <small>{t('ofOnHand', { onHand: product.stock.onHand, reserved: product.stock.reserved })}</small>
          </>,
          <Actions product={product} />,
        ]}
      </Table>
    ),
  });
  const aside = (
    <DialogButton label="newProduct" className="primary">
      {(close) => <ProductForm onDone={close} />}
    </DialogButton>
  );
  return (
    <Page title={t('products')} aside={aside}>
      <div className="card">
        <Search label="searchOrSku" onSearch={setSearch} />
        {list}
      </div>
    </Page>
  );
}
