/**
 * Products of a catalog: one, several in sections, or the whole catalog.
 *
 * @see "Share products" https://developers.facebook.com/docs/whatsapp/cloud-api/guides/sell-products-and-services/share-products (read 2026-11)
 */
import { z } from 'zod';
import { lazy } from '../../schema/lazy.js';
import { limits } from '../../limits.js';
import { absent, filled, listOf, object, present, textUpTo } from '../../schema/fields.js';
import {
  footerOf,
  partsWithBody,
  partsWithoutBody,
  requiredTextHeader,
  textHeader,
  type FooterOptions,
} from './parts.js';
import { requireTitles } from './sections.js';

const limit = limits.productList;
const catalogId = lazy(() => filled('the id of a catalog'));
const retailerId = lazy(() => filled('the retailer id of a product'));

const productSectionSchema = lazy(() =>
  object({
    /** At most 24 characters. Required when there is more than one section. */
    title: textUpTo(limit.sectionTitle).nullish(),
    product_items: listOf(object({ product_retailer_id: retailerId }), 'products'),
  }),
);

const productSectionListSchema = lazy(() =>
  listOf(productSectionSchema, 'sections', { max: limit.sections }).superRefine((sections, context) => {
    requireTitles(sections, context);
    const count = sections.reduce((sum, section) => sum + section.product_items.length, 0);
    if (count > limit.products) {
      const message = `must have at most ${limit.products} products in all sections together, not ${count}`;
      context.addIssue({ code: 'custom', message, input: sections });
    }
  }),
);

export const productInteractiveSchema = lazy(() =>
  object({
    type: z.literal('product'),
    ...partsWithoutBody,
    header: absent('a product message shows no header'),
    action: object({ catalog_id: catalogId, product_retailer_id: retailerId }),
  }),
);

export const productListInteractiveSchema = lazy(() =>
  object({
    type: z.literal('product_list'),
    ...partsWithBody,
    header: requiredTextHeader,
    action: object({ catalog_id: catalogId, sections: productSectionListSchema }),
  }),
);

export const catalogMessageInteractiveSchema = lazy(() =>
  object({
    type: z.literal('catalog_message'),
    ...partsWithBody,
    action: object({
      name: z.literal('catalog_message', 'must be "catalog_message"'),
      parameters: object({ thumbnail_product_retailer_id: retailerId.nullish() }).nullish(),
    }),
  }),
);

/** One product of a catalog. */
export type ProductInteractive = z.output<typeof productInteractiveSchema>;
/** Up to 30 products in up to 10 sections. */
export type ProductListInteractive = z.output<typeof productListInteractiveSchema>;
/** A button that opens the whole catalog. */
export type CatalogMessageInteractive = z.output<typeof catalogMessageInteractiveSchema>;

/** One product, with an optional text of up to 1024 characters. */
export function product(
  { catalogId: catalog, productRetailerId }: { catalogId: string; productRetailerId: string },
  options: FooterOptions & { body?: string | undefined } = {},
): { type: 'interactive'; interactive: ProductInteractive } {
  const { body } = options;
  return {
    type: 'interactive',
    interactive: {
      type: 'product',
      ...present({ body: body === undefined ? undefined : { text: body } }),
      ...footerOf(options),
      action: { catalog_id: catalog, product_retailer_id: productRetailerId },
    },
  };
}

/** What a product list shows. Header and body are required; at most 10 sections and 30 products in all. */
export interface ProductListContent {
  /** At most 60 characters. */
  header: string;
  /** At most 1024 characters. */
  body: string;
  catalogId: string;
  sections: readonly {
    /** At most 24 characters. Required when there is more than one section. */
    title?: string | undefined;
    productRetailerIds: readonly string[];
  }[];
}

/** Several products of a catalog, in sections. */
export function productList(
  content: ProductListContent,
  options: FooterOptions = {},
): { type: 'interactive'; interactive: ProductListInteractive } {
  const sections = content.sections.map(({ title, productRetailerIds }) => ({
    ...present({ title }),
    product_items: productRetailerIds.map((id) => ({ product_retailer_id: id })),
  }));
  return {
    type: 'interactive',
    interactive: {
      type: 'product_list',
      header: textHeader(content.header),
      body: { text: content.body },
      ...footerOf(options),
      action: { catalog_id: content.catalogId, sections },
    },
  };
}

export interface CatalogMessageOptions extends FooterOptions {
  /** The product whose picture the message shows. @default the catalog's first */
  thumbnailProductRetailerId?: string | undefined;
}

/** A text of up to 1024 characters with a button that opens the catalog. */
export function catalogMessage(
  body: string,
  options: CatalogMessageOptions = {},
): { type: 'interactive'; interactive: CatalogMessageInteractive } {
  const thumbnail = options.thumbnailProductRetailerId;
  const parameters = thumbnail === undefined ? undefined : { thumbnail_product_retailer_id: thumbnail };
  return {
    type: 'interactive',
    interactive: {
      type: 'catalog_message',
      body: { text: body },
      ...footerOf(options),
      action: { name: 'catalog_message', ...present({ parameters }) },
    },
  };
}
