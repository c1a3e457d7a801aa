// The few style declarations that mails need to look right; nothing that places, loads or computes.

const propertyPatterns: Record<string, RegExp> = {
  'color': /^(?:#[0-9a-f]{3,8}|[a-z]{3,20}|rgba?\([\d\s.,%]{1,40}\))$/,
  'background-color': /^(?:#[0-9a-f]{3,8}|[a-z]{3,20}|rgba?\([\d\s.,%]{1,40}\))$/,
  'font-size': /^(?:\d{1,2}(?:\.\d{1,3})?(?:px|pt|em|rem)|\d{2,3}%|xx-small|x-small|small|medium|large|x-large|xx-large|smaller|larger)$/,
  'font-family': /^[\w\s,'"-]{1,200}$/,
  'font-weight': /^(?:bold|bolder|normal|lighter|[1-9]00)$/,
  'font-style': /^(?:italic|normal|oblique)$/,
  'line-height': /^(?:normal|\d(?:\.\d{1,3})?|\d{1,2}(?:\.\d{1,3})?(?:px|pt|em)|\d{2,3}%)$/,
  'text-align': /^(?:left|right|center|justify)$/,
  'text-decoration': /^(?:none|underline|line-through)$/,
  'text-transform': /^(?:none|uppercase|lowercase|capitalize)$/,
  'vertical-align': /^(?:top|middle|bottom|baseline|sub|super)$/,
  'white-space': /^(?:normal|nowrap|pre|pre-wrap|pre-line)$/,
  'list-style-type': /^(?:disc|circle|square|decimal|lower-alpha|upper-alpha|lower-roman|upper-roman|none)$/,
  'border-collapse': /^(?:collapse|separate)$/,
  'direction': /^(?:ltr|rtl)$/,
};
const boxProperty = /^(?:padding|margin)(?:-(?:top|right|bottom|left))?$/;
const boxValue = /^(?:(?:0|auto|\d{1,3}(?:\.\d{1,3})?(?:px|pt|em|%))\s{0,3}){1,4}$/;
const sizeProperty = /^(?:max-)?(?:width|height)$/;
const sizeValue = /^(?:auto|\d{1,4}(?:\.\d{1,3})?(?:px|pt|em|%))$/;
const borderProperty = /^border(?:-(?:top|right|bottom|left))?$/;
const borderValue = /^(?:none|0|\d{1,2}(?:\.\d)?(?:px|pt) (?:solid|dashed|dotted) (?:#[0-9a-f]{3,8}|[a-z]{3,20}|rgb\([\d\s,]{1,20}\)))$/;

/** The allowed declarations of a style attribute, rewritten; an empty string when none is left. Escapes and comments void a declaration. */
export function safeStyle(style: string): string {
  const kept: string[] = [];
  for (const declaration of style.slice(0, 4000).split(';')) {
    const colon = declaration.indexOf(':');
    if (colon < 1 || kept.length >= 30) continue;
    const property = declaration.slice(0, colon).trim().toLowerCase();
    const value = declaration.slice(colon + 1).replace(/!important/i, '').trim().toLowerCase();
    if (value.length === 0 || value.length > 200 || /[\\<>{}@]|\/\*|url|expression|var\(|image/i.test(value)) continue;
    const pattern = Object.hasOwn(propertyPatterns, property) ? propertyPatterns[property] : undefined;
    const allowed = pattern?.test(value) ?? ((boxProperty.test(property) && boxValue.test(value)) || (sizeProperty.test(property) && sizeValue.test(value)) || (borderProperty.test(property) && borderValue.test(value)));
    if (allowed) kept.push(`${property}: ${value}`);
  }
  return kept.join('; ');
}
