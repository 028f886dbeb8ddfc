/** A rule that sections of rows and sections of products share. */
import type { z } from 'zod';

/** Every section needs a title when there is more than one. */
export function requireTitles(
  sections: readonly { title?: string | null | undefined }[],
  context: z.core.$RefinementCtx,
): void {
  if (sections.length < 2) return;
  sections.forEach(({ title }, index) => {
    if (title) return;
    const message = 'must be set: with more than one section, each needs a title';
    context.addIssue({ code: 'custom', message, path: [index, 'title'], input: title });
  });
}
