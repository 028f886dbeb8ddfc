import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { elementProblems, linkProblems, slug } from '../../../scripts/checks/markdown.mjs';

describe('links between pages', () => {
  let root: string;
  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), 'temporal-whatsapp-links-'));
    mkdirSync(join(root, 'docs'));
    writeFileSync(join(root, 'docs/sending.md'), '# Sending\n\n## Two ways in\n\n## Twice\n\n## Twice\n');
  });
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  const problemsIn = (text: string): string[] => {
    writeFileSync(join(root, 'README.md'), text);
    return linkProblems(root);
  };

  test('lead to files, folders, and headings, also of the same page, or to the network', () => {
    const links = ['docs/sending.md', 'docs', 'docs/sending.md#two-ways-in', 'docs/sending.md#twice-1', '#here'];
    const text = `# Here\n\n${links.map((link) => `[a](${link})`).join(' ')} [b](https://example.test/#x)\n`;
    expect(problemsIn(text)).toEqual([]);
  });

  test('that lead nowhere are found, each with its line', () => {
    expect(problemsIn('# Here\n\n[a](docs/nothing.md)\n[b](docs/sending.md#three-ways) ![c](no.png)\n')).toEqual([
      'README.md:3: docs/nothing.md is not there: correct the link',
      'README.md:4: docs/sending.md#three-ways: docs/sending.md has no heading with this anchor: correct the link',
      'README.md:4: no.png is not there: correct the link',
    ]);
  });

  test('in code are none, and headings in code are no anchors', () => {
    expect(problemsIn('`[a](nothing.md)`\n\n```md\n[b](nothing.md)\n# Inside\n```\n')).toEqual([]);
    expect(problemsIn('```md\n# Inside\n```\n\n[c](#inside)\n')).toHaveLength(1);
  });

  test('use the anchors that GitHub makes', () => {
    expect(["In Meta's dashboard", 'The 24 hours', '`send()` and [more](x.md)', 'A – B'].map(slug)).toEqual([
      'in-metas-dashboard',
      'the-24-hours',
      'send-and-more',
      'a--b',
    ]);
  });
});

test('elements that the site cannot build are found, and none in code', () => {
  const text = '# A\n\n{ "bytes": "<base64>" } `<here>`\n\n```html\n<b>\n```\n<img src="./a.png">\n<img src="b.png">\n';
  expect(elementProblems('docs/a.md', text)).toEqual([
    'docs/a.md:3: <base64> is no text: set it in backticks',
    'docs/a.md:9: b.png has to begin with "./"',
  ]);
});
