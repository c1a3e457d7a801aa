// A PDF written page after page: objects go out as they are made, and only their positions are kept.
import { hexString, propertyString, widthOf, winAnsi } from './pdf-text-rules.ts';
import type { ByteSink } from './report-table.ts';

/** A4 lying, points. */
export const PAGE = { width: 841.89, height: 595.28 } as const;

export interface PdfStream {
  /** @param content operators of one page; fonts are /R and /B, the number of pages is drawn by `/Total Do`. */
  page(content: string): Promise<void>;
  finish(): Promise<void>;
}

const CATALOGUE = 1;
const PAGES = 2;
const REGULAR = 3;
const BOLD = 4;
const TOTAL = 5;
const INFO = 6;

/** @param total size and colour of the number of pages, which is known last and therefore a form of its own. */
export async function pdfStream(sink: ByteSink, about: { title: string; subject: string; language: string }, total: { size: number; grey: number }): Promise<PdfStream> {
  const encoder = new TextEncoder();
  const positions: number[] = [];
  const pages: number[] = [];
  let position = 0;
  let next = INFO + 1;

  const put = async (bytes: Uint8Array): Promise<void> => {
    position += bytes.length;
    await sink(bytes);
  };
  const object = async (id: number, body: string): Promise<void> => {
    positions[id] = position;
    await put(encoder.encode(`${id} 0 obj\n${body}\nendobj\n`));
  };
  const stream = async (id: number, dictionary: string, content: string): Promise<void> => {
    const packed = new Uint8Array(await new Response(new Blob([content]).stream().pipeThrough(new CompressionStream('deflate'))).arrayBuffer());
    positions[id] = position;
    await put(encoder.encode(`${id} 0 obj\n<<${dictionary}/Filter/FlateDecode/Length ${packed.length}>>stream\n`));
    await put(packed);
    await put(encoder.encode('\nendstream\nendobj\n'));
  };

  // The second line says to programs that carry files about that this one is not text.
  await put(Uint8Array.from([...encoder.encode('%PDF-1.7\n%'), 0xe2, 0xe3, 0xcf, 0xd3, 0x0a]));
  const font = (name: string): string => `<</Type/Font/Subtype/Type1/BaseFont/${name}/Encoding/WinAnsiEncoding>>`;
  await object(REGULAR, font('Helvetica'));
  await object(BOLD, font('Helvetica-Bold'));

  return {
    async page(content) {
      const id = next++;
      const contents = next++;
      pages.push(id);
      await stream(contents, '', content);
      await object(id, `<</Type/Page/Parent ${PAGES} 0 R/MediaBox[0 0 ${PAGE.width} ${PAGE.height}]/Resources<</Font<</R ${REGULAR} 0 R/B ${BOLD} 0 R>>/XObject<</Total ${TOTAL} 0 R>>>>/Contents ${contents} 0 R>>`);
    },
    async finish() {
      const number = winAnsi(String(pages.length));
      await stream(TOTAL, `/Type/XObject/Subtype/Form/BBox[0 -4 ${Math.ceil(widthOf(number, 'regular', total.size)) + 1} ${total.size + 2}]/Resources<</Font<</R ${REGULAR} 0 R>>>>`,
        `BT ${total.grey} g /R ${total.size} Tf 0 0 Td ${hexString(number)} Tj ET`);
      await object(INFO, `<</Title${propertyString(about.title)}/Subject${propertyString(about.subject)}/Producer(LANET Helpdesk)>>`);
      await object(PAGES, `<</Type/Pages/Count ${pages.length}/Kids[${pages.map((id) => `${id} 0 R`).join(' ')}]>>`);
      await object(CATALOGUE, `<</Type/Catalog/Pages ${PAGES} 0 R/Lang(${about.language})/ViewerPreferences<</DisplayDocTitle true>>>>`);
      const table = position;
      const rows = Array.from({ length: next - 1 }, (_, index) => `${String(positions[index + 1]).padStart(10, '0')} 00000 n\r\n`);
      await put(encoder.encode(`xref\n0 ${next}\n0000000000 65535 f\r\n${rows.join('')}trailer\n<</Size ${next}/Root ${CATALOGUE} 0 R/Info ${INFO} 0 R>>\nstartxref\n${table}\n%%EOF\n`));
    },
  };
}
