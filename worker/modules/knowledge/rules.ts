// Pure parts of the knowledge base: a text without its marks, the words of a question, the hits in an answer of the database.

/** Marks that Postgres puts around a hit; texts never hold them, see `plainText`. */
export const HIT = { begins: '\u0002', ends: '\u0003' } as const;

/** Markdown without its marks: what is searched, shown in results and put into a reply. Links keep their address where it says something the words do not. */
export function plainText(markdown: string): string {
  const lines = markdown.replace(/\r\n?/g, '\n').replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, '').split('\n');
  let isCode = false;
  const plain = lines.flatMap((raw): string[] => {
    if (/^\s*```/.test(raw)) {
      isCode = !isCode;
      return [];
    }
    if (isCode) return [raw];
    if (/^\s{0,3}([-*_])(?:\s*\1){2,}\s*$/.test(raw)) return [''];
    const line = raw.replace(/^\s{0,3}#{1,6}\s+/, '').replace(/^\s{0,3}>\s?/, '').replace(/^(\s*)[*+]\s+/, '$1- ');
    return [withoutSpans(line)];
  });
  return plain.join('\n').replace(/\n{3,}/g, '\n\n').trim();
}

function withoutSpans(line: string): string {
  return line
    .replace(/\[([^[\]\n]*)\]\(([^()\s]*)\)/g, (_all, words: string, address: string) => (words === address || words === '' ? address : `${words} (${address})`))
    .replace(/(\*\*|__)(?=\S)((?:(?!\1).)+)(?<=\S)\1/g, '$2')
    .replace(/(?<![\p{L}\p{N}*])\*(?=[\p{L}\p{N}¿¡«“(])([^*\n]+?)(?<=\S)\*(?![\p{L}\p{N}*])/gu, '$1')
    .replace(/(?<![\p{L}\p{N}_])_(?=\S)([^_\n]+?)(?<=\S)_(?![\p{L}\p{N}_])/gu, '$1')
    .replace(/`([^`\n]+)`/g, '$1');
}

const WORDS_MAX = 24;

/** The different words of a question, in their order; what a stem is, is the database's business. */
export const wordsOf = (question: string): string[] => [...new Set(question.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [])].slice(0, WORDS_MAX);

/** The stretches of a text that came back with marks around its hits. */
export function partsOf(marked: string): { text: string; is_hit: boolean }[] {
  return marked.split(HIT.begins).flatMap((piece, index) => {
    if (index === 0) return [{ text: piece, is_hit: false }];
    const [hit = '', ...rest] = piece.split(HIT.ends);
    return [{ text: hit, is_hit: true }, { text: rest.join(''), is_hit: false }];
  }).filter(({ text }) => text !== '');
}
