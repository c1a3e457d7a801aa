// The Markdown that the Worker writes into mails and the portal shows: one reader for both.
export { inlinesOf, parseMarkdown, pictureMark, safeAddress } from '../../../../worker/modules/markdown/rules.ts';
export type { Block, Inline } from '../../../../worker/modules/markdown/rules.ts';
