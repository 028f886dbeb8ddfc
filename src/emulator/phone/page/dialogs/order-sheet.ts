/** Products of a catalog, as an order. The emulator knows no catalogs, so the price is typed in. */
import { html, nothing, type TemplateResult } from '/_phone/lit/lit-html.js';
import type { OrderAction } from '../../model/messages/card.js';
import { write, type PageContext } from '../context.js';
import { icon } from '../icons.js';
import { field, form } from './fields.js';

export function orderSheet(context: PageContext, messageId: string, action: OrderAction): TemplateResult {
  const products = action.sections.flatMap(({ productIds }) => productIds);
  const fields = html`
    ${action.sections.map(
      ({ title, productIds }) =>
        html`<section class="sheet-section">
          ${title === undefined ? nothing : html`<h3>${title}</h3>`} ${productIds.map(productRow)}
        </section>`,
    )}
    ${products.length === 0 ? field({ name: 'product', label: 'Product id', value: 'SKU-1', isRequired: true }) : nothing}
    <div class="form-row">
      ${field({ name: 'price', label: 'Price of each', value: '9.90', type: 'number', isRequired: true })}
      ${field({ name: 'currency', label: 'Currency', value: 'EUR', isRequired: true })}
    </div>
    ${field({ name: 'text', label: 'Note' })}
  `;
  return form(fields, 'Send order', (values) => {
    const chosen = products.length === 0 ? { [values['product'] ?? '']: '1' } : quantities(products, values);
    if (Object.keys(chosen).length === 0) return;
    write(context, { order: makeOrder(action.catalogId, chosen, values) }, messageId);
    context.dispatch({ type: 'dialog' });
  });
}

function productRow(productId: string, index: number): TemplateResult {
  return html`<label class="product-row">
    <span class="product-picture" aria-hidden="true">${icon('cart')}</span>
    <b>${productId}</b>
    <input
      name="quantity ${productId}"
      type="number"
      min="0"
      max="99"
      .value=${index === 0 ? '1' : '0'}
      aria-label="Quantity of ${productId}"
    />
  </label>`;
}

function quantities(products: readonly string[], values: Record<string, string>): Record<string, string> {
  const all = products.map((productId) => [productId, values[`quantity ${productId}`] ?? '0'] as const);
  return Object.fromEntries(all.filter(([, quantity]) => Number(quantity) > 0));
}

function makeOrder(
  catalogId: string,
  chosen: Record<string, string>,
  values: Record<string, string>,
): Record<string, unknown> {
  const items = Object.entries(chosen).map(([productId, quantity]) => ({
    product_retailer_id: productId,
    quantity: Number(quantity),
    item_price: Number(values['price']),
    currency: values['currency'] ?? 'EUR',
  }));
  const note = values['text'] === undefined ? {} : { text: values['text'] };
  return { catalog_id: catalogId, product_items: items, ...note };
}
