/** Products of a catalog: one, several in sections, or the whole catalog. */
import { z } from 'zod';
import { limits } from '../../limits.js';
import { defined } from '../../schema/defined.js';
import { absent, filled, array, object, textUpTo } from '../../schema/fields.js';
import { lazy } from '../../schema/lazy.js';
import { schemaFor } from '../../schema/schema-for.js';
import {
  partsWithBody,
  partsWithoutBody,
  requiredTextHeader,
  textHeader,
  wireFooter,
  type FooterOptions,
  type Interactive,
  type InteractiveBody,
  type InteractiveFooter,
  type InteractiveParts,
  type TextHeader,
} from './parts.js';
import { requireTitles } from './sections.js';

const limit = limits.productList;

/** Which product of which catalog. */
export interface ProductAction {
  /** Id of the catalog. */
  catalog_id: string;
  /** The product's id in the catalog. */
  product_retailer_id: string;
}

/**
 * One product of a catalog. {@link product} makes it.
 *
 * @see "Share products"
 * https://developers.facebook.com/docs/whatsapp/cloud-api/guides/sell-products-and-services/share-products
 * (read 2026-11)
 */
export interface ProductInteractive {
  /** The kind of interactive message. */
  type: 'product';
  /** Always absent: a product message shows no header. */
  header?: null | undefined;
  /** A text of at most 1024 characters. */
  body?: InteractiveBody | null | undefined;
  /** A small text below the body. */
  footer?: InteractiveFooter | null | undefined;
  /** The product. */
  action: ProductAction;
}

/** One product of a section. */
export interface ProductItem {
  /** The product's id in the catalog. */
  product_retailer_id: string;
}

/** Products under a title. */
export interface ProductSection {
  /** The section's title, of at most 24 characters. Required when there is more than one section. */
  title?: string | null | undefined;
  /** The products, at most 30 in all sections together. */
  product_items: readonly ProductItem[];
}

/** Which products of which catalog. */
export interface ProductListAction {
  /** Id of the catalog. */
  catalog_id: string;
  /** One to ten sections. */
  sections: readonly ProductSection[];
}

/**
 * A message of up to 30 products in up to 10 sections. {@link productList} makes it.
 *
 * @see "Share products"
 * https://developers.facebook.com/docs/whatsapp/cloud-api/guides/sell-products-and-services/share-products
 * (read 2026-11)
 */
export interface ProductListInteractive {
  /** The kind of interactive message. */
  type: 'product_list';
  /** A text above the body. */
  header: TextHeader;
  /** The main text, of at most 1024 characters. */
  body: InteractiveBody;
  /** A small text below the body. */
  footer?: InteractiveFooter | null | undefined;
  /** The products. */
  action: ProductListAction;
}

/** What the message of a catalog shows. */
export interface CatalogMessageParameters {
  /** The product whose picture the message shows. @default the catalog's first */
  thumbnail_product_retailer_id?: string | null | undefined;
}

/** The button that opens a catalog. */
export interface CatalogMessageAction {
  /** The kind of the action. */
  name: 'catalog_message';
  /** What the message shows. */
  parameters?: CatalogMessageParameters | null | undefined;
}

/**
 * A button that opens the whole catalog. {@link catalogMessage} makes it.
 *
 * @see "Share products"
 * https://developers.facebook.com/docs/whatsapp/cloud-api/guides/sell-products-and-services/share-products
 * (read 2026-11)
 */
export interface CatalogMessageInteractive extends InteractiveParts {
  /** The kind of interactive message. */
  type: 'catalog_message';
  /** What can be tapped. */
  action: CatalogMessageAction;
}

const catalogId = lazy(() => filled('the id of a catalog'));
const retailerId = lazy(() => filled('the retailer id of a product'));

const sectionSchema = schemaFor<ProductSection>()(
  lazy(() =>
    object({
      title: textUpTo(limit.sectionTitle).nullish(),
      product_items: array(object({ product_retailer_id: retailerId }), 'products'),
    }),
  ),
);

const sectionListSchema = lazy(() =>
  array(sectionSchema, 'sections', { max: limit.sections }).superRefine((sections, context) => {
    requireTitles(sections, context);
    const count = sections.reduce((sum, section) => sum + section.product_items.length, 0);
    if (count > limit.products) {
      const message = `must have at most ${limit.products} products in all sections together, not ${count}`;
      context.addIssue({ code: 'custom', message, input: sections });
    }
  }),
);

/** The schema of {@link ProductInteractive}. */
export const productInteractiveSchema = schemaFor<ProductInteractive>()(
  lazy(() =>
    object({
      type: z.literal('product'),
      ...partsWithoutBody,
      header: absent('a product message shows no header'),
      action: object({ catalog_id: catalogId, product_retailer_id: retailerId }),
    }),
  ),
);

/** The schema of {@link ProductListInteractive}. */
export const productListInteractiveSchema = schemaFor<ProductListInteractive>()(
  lazy(() =>
    object({
      type: z.literal('product_list'),
      ...partsWithBody,
      header: requiredTextHeader,
      action: object({ catalog_id: catalogId, sections: sectionListSchema }),
    }),
  ),
);

/** The schema of {@link CatalogMessageInteractive}. */
export const catalogMessageInteractiveSchema = schemaFor<CatalogMessageInteractive>()(
  lazy(() =>
    object({
      type: z.literal('catalog_message'),
      ...partsWithBody,
      action: object({
        name: z.literal('catalog_message', 'must be "catalog_message"'),
        parameters: object({ thumbnail_product_retailer_id: retailerId.nullish() }).nullish(),
      }),
    }),
  ),
);

/** Which product {@link product} shows. */
export interface ProductReference {
  /** Id of the catalog. */
  catalogId: string;
  /** The product's id in the catalog. */
  productRetailerId: string;
}

/** Options of {@link product}. */
export interface ProductOptions extends FooterOptions {
  /** A text of at most 1024 characters. @default none */
  body?: string | undefined;
}

/**
 * Builds a message of one product.
 *
 * @example product({ catalogId: '998877', productRetailerId: 'sku-1' }, { body: 'Back in stock' })
 */
export function product(
  { catalogId: catalog, productRetailerId }: ProductReference,
  options: ProductOptions = {},
): Interactive<ProductInteractive> {
  const { body } = options;
  return {
    type: 'interactive',
    interactive: {
      type: 'product',
      ...defined({ body: body === undefined ? undefined : { text: body } }),
      ...wireFooter(options),
      action: { catalog_id: catalog, product_retailer_id: productRetailerId },
    },
  };
}

/** Products of {@link productList} under a title. */
export interface ProductListSection {
  /** The section's title, of at most 24 characters. Required when there is more than one section. */
  title?: string | undefined;
  /** The products' ids in the catalog. */
  productRetailerIds: readonly string[];
}

/** What {@link productList} shows. */
export interface ProductListContent {
  /** A text above the body, of 1 to 60 characters. */
  header: string;
  /** The main text, of 1 to 1024 characters. */
  body: string;
  /** Id of the catalog. */
  catalogId: string;
  /** One to ten sections with at most 30 products in all. */
  sections: readonly ProductListSection[];
}

/**
 * Builds a message of several products of a catalog, in sections.
 *
 * @example
 * productList({
 *   header: 'Our shop',
 *   body: 'Teas of the season',
 *   catalogId: '998877',
 *   sections: [{ productRetailerIds: ['sku-1', 'sku-2'] }],
 * })
 */
export function productList(
  content: ProductListContent,
  options: FooterOptions = {},
): Interactive<ProductListInteractive> {
  const sections = content.sections.map(({ title, productRetailerIds }) => ({
    ...defined({ title }),
    product_items: productRetailerIds.map((id) => ({ product_retailer_id: id })),
  }));
  return {
    type: 'interactive',
    interactive: {
      type: 'product_list',
      header: textHeader(content.header),
      body: { text: content.body },
      ...wireFooter(options),
      action: { catalog_id: content.catalogId, sections },
    },
  };
}

/** Options of {@link catalogMessage}. */
export interface CatalogMessageOptions extends FooterOptions {
  /** The product whose picture the message shows. @default the catalog's first */
  thumbnailProductRetailerId?: string | undefined;
}

/**
 * Builds a text with a button that opens the catalog.
 *
 * @param body The text, of 1 to 1024 characters.
 * @example catalogMessage('Have a look at all our teas.', { thumbnailProductRetailerId: 'sku-1' })
 */
export function catalogMessage(
  body: string,
  options: CatalogMessageOptions = {},
): Interactive<CatalogMessageInteractive> {
  const thumbnail = options.thumbnailProductRetailerId;
  const parameters = thumbnail === undefined ? undefined : { thumbnail_product_retailer_id: thumbnail };
  return {
    type: 'interactive',
    interactive: {
      type: 'catalog_message',
      body: { text: body },
      ...wireFooter(options),
      action: { name: 'catalog_message', ...defined({ parameters }) },
    },
  };
}
