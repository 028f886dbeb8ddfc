/**
 * The site: the pages of docs/ as they are, in the order of docs/README.md. `npm run docs:site` builds it into
 * `.tmp/site`; a link that leads nowhere fails it. `npx vitepress dev site` shows it while one writes.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitepress';
import { slug } from '../../scripts/checks/markdown.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const { name, description } = JSON.parse(readFileSync(`${root}package.json`, 'utf8'));

/** The sections of the index with the pages that each lists. */
function sidebar() {
  const [, ...sections] = readFileSync(`${root}docs/README.md`, 'utf8').split(/^## /m);
  return sections.map((section) => ({
    text: section.split('\n', 1)[0],
    items: [...section.matchAll(/^- \[(.+?)\]\((.+?)\.md\)/gm)].map(([, text, link]) => ({
      text,
      link: `/${link.replace(/index$/, '')}`,
    })),
  }));
}

export default defineConfig({
  title: name,
  description,
  lang: 'en-US',
  // A folder below the host, as GitHub Pages has it: SITE_BASE=/temporal-whatsapp/
  base: process.env.SITE_BASE ?? '/',
  srcDir: `${root}docs`,
  outDir: `${root}.tmp/site`,
  cacheDir: `${root}.tmp/vitepress`,
  rewrites: { 'README.md': 'index.md' },
  cleanUrls: true,
  // The same anchors as on GitHub, which `npm run check:docs` knows.
  markdown: { anchor: { slugify: slug } },
  themeConfig: { sidebar: sidebar(), search: { provider: 'local' }, outline: [2, 3] },
});
