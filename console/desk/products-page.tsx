import { useState } from 'react';
import type { Product } from '../../client/index.ts';
import { ProductDocument, ProductsDocument } from '../../client/generated/graphql.ts';
import { useAnswer } from '../graph.ts';
import { useKeyed } from '../keyed.ts';
import { useTexts } from '../language.tsx';
import { ActButton, DialogButton } from '../parts/dialog.tsx';
import { ActionForm, amountIn, Entry, type Entered } from '../parts/form.tsx';
import { Search, Table, useList } from '../parts/list.tsx';
import { Page } from '../parts/page.tsx';
import { client } from '../session.ts';

const LOOK_AGAIN_MS = 5_000;

/** The entries of a product, new or as it is. */
function ProductForm({ product, onDone }: { product?: Product; onDone: () => void }) {
  const { t } = useTexts();
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
      submit={t('save')}
      said={t('saved')}
      onDone={onDone}
    >
      {product === undefined && <Entry name="sku" label={t('sku')} required />}
      <Entry name="name" label={t('name')} required defaultValue={product?.name} />
      <Entry name="description" label={t('description')} defaultValue={product?.description ?? ''} />
      <Entry name="amount" label={t('price')} inputMode="decimal" required defaultValue={product?.price.amount} />
      <Entry name="currency" label={t('currency')} required defaultValue={product?.price.currency ?? 'USD'} />
      {product === undefined && <Entry name="onHand" label={t('onHand')} type="number" min={0} defaultValue={0} />}
    </ActionForm>
  );
}

/** So many more or less, or counted anew: what is reserved stays reserved. */
function StockForms({ product: { sku, stock }, onDone }: { product: Product; onDone: () => void }) {
  const { t } = useTexts();
  const adjust = useKeyed(client.adjustStock);
  const beside = { said: t('saved'), onDone };
  return (
    <>
      <ActionForm run={(entered) => adjust({ sku, delta: Number(entered('delta')) })} submit={t('adjust')} {...beside}>
        <Entry name="delta" label={t('delta')} hint={t('deltaHint')} type="number" required />
      </ActionForm>
      <ActionForm
        run={(entered) => client.setStock({ sku, onHand: Number(entered('onHand')) })}
        submit={t('setStock')}
        {...beside}
      >
        <Entry name="onHand" label={t('onHand')} type="number" min={0} required defaultValue={stock.onHand} />
      </ActionForm>
    </>
  );
}

function Deeds({ product }: { product: Product }) {
  const { t } = useTexts();
  const { id, name, status } = product;
  const shared = { about: name, said: t('saved') };
  const [archive, restore] = [() => client.archiveProduct(id), () => client.restoreProduct(id)];
  return (
    <div className="row end">
      <DialogButton label={t('stock')} about={name}>
        {(close) => <StockForms product={product} onDone={close} />}
      </DialogButton>
      <DialogButton label={t('edit')} about={name}>
        {(close) => <ProductForm product={product} onDone={close} />}
      </DialogButton>
      {status === 'ACTIVE' ? (
        <ActButton {...shared} label={t('archive')} confirm={t('archiveText')} className="danger" run={archive} />
      ) : (
        <ActButton {...shared} label={t('restore')} run={restore} />
      )}
    </div>
  );
}

/** What is sold, what it costs and how much is there. An archived product is found by its whole SKU. */
export function DeskProductsPage() {
  const { t, money } = useTexts();
  const [search, setSearch] = useState('');
  const list = useList({
    key: ['products', 'desk', search],
    path: 'products',
    ask: (after, call) => client.requestPartial(ProductsDocument, { first: 20, after, search: search || null }, call),
    of: ({ products }) => products,
    pollMs: () => LOOK_AGAIN_MS,
  });
  const { data } = useAnswer(['product', 'by-sku', search], (call) =>
    client.requestPartial(ProductDocument, { sku: search || '-' }, call),
  );
  const bySku = data?.data.product;
  const archived = bySku?.status === 'ARCHIVED' && bySku.sku === search ? [bySku] : [];
  const aside = (
    <DialogButton label={t('newProduct')} className="primary">
      {(close) => <ProductForm onDone={close} />}
    </DialogButton>
  );
  const head = [t('product'), t('price'), t('availableName'), t('deeds')];
  return (
    <Page title={t('products')} aside={aside}>
      <div className="card">
        <Search label={t('searchOrSku')} onSearch={setSearch} />
        {list((products) => (
          <Table
            title={t('products')}
            head={head}
            rows={[...archived, ...products]}
            keyOf={({ id }) => id}
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
              <Deeds product={product} />,
            ]}
          </Table>
        ))}
      </div>
    </Page>
  );
}
