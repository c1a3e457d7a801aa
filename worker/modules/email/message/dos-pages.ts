// Code pages of DOS, which consoles and old mailers still label their mails with and no decoder of the platform knows.

const page850 = 'ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u00ad±‗¾¶§÷¸°¨·¹³²■\u00a0';
const page437 = 'ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u00a0';
const pages: Record<string, string> = { ibm850: page850, cp850: page850, 850: page850, ibm858: page850.replace('ı', '€'), cp858: page850.replace('ı', '€'), ibm437: page437, cp437: page437, 437: page437 };

/** Text of bytes under a label without punctuation (`ibm850`); null when it is no page of DOS. */
export function decodeDosPage(bytes: Uint8Array, label: string): string | null {
  const page = Object.hasOwn(pages, label) ? pages[label] : undefined;
  if (page === undefined) return null;
  let out = '';
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i] as number;
    out += byte < 0x80 ? String.fromCharCode(byte) : page[byte - 0x80];
  }
  return out;
}
