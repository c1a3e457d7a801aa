// Fills a template: {{variables}} only, escaped for where they land. Pure.
import { escapeHtml } from '../message/html-to-text.ts';
import { templatesEn, wordsEn } from './en.ts';
import { templatesEs, wordsEs } from './es.ts';
import { TEMPLATE_VARIABLES, type Template, type TemplateKey, type TemplateValues, type TemplateVariable, type TemplateWords } from './template.ts';

export interface Rendered {
  subject: string;
  text: string;
  html: string;
  /** Variables of the template that do not exist; they rendered as nothing. */
  unknown: string[];
}

const variable = /\{\{\s*([a-zA-Z0-9_]{1,60})\s*\}\}/g;
const isKnown = (name: string): name is TemplateVariable => (TEMPLATE_VARIABLES as readonly string[]).includes(name);

export const defaultTemplate = (key: TemplateKey, locale: string): Template => (locale === 'en' ? templatesEn : templatesEs)[key];
export const wordsOf = (locale: string): TemplateWords => (locale === 'en' ? wordsEn : wordsEs);

/** One line that can stand in a header: no line breaks, no control characters, at most `lengthMax` characters. */
export const headerText = (text: string, lengthMax = 255): string =>
  text.replace(/[\u0000-\u001f\u007f\u0085\u2028\u2029]+/g, ' ').trim().slice(0, lengthMax);

const fill = (text: string, values: TemplateValues, escape: (value: string) => string): string =>
  text.replace(variable, (_all, name: string) => (isKnown(name) ? escape(values[name] ?? '') : ''));

/** Lines that hold nothing but variables without a value go, and no more than one empty line stays in a row. */
function tidy(template: string, values: TemplateValues): string {
  const lines = template.replace(/\r\n?/g, '\n').split('\n');
  const kept = lines.filter((line) => {
    const names = [...line.matchAll(variable)].map((match) => match[1]!);
    return names.length === 0 || line.replace(variable, '').trim() !== '' || names.some((name) => isKnown(name) && (values[name] ?? '').trim() !== '');
  });
  return kept.join('\n').replace(/\n{3,}/g, '\n\n').trim();
}

const paragraph = 'margin:0 0 14px;white-space:pre-line';

/** Values that are HTML of our own making already, for the HTML part alone. */
export type TemplateHtml = Partial<Record<TemplateVariable, string>>;

/** Stands for HTML while what is around it is escaped and gets its links. */
const place = (name: string): string => `\u0001${name}\u0001`;
const places = (values: TemplateValues, html: TemplateHtml): TemplateValues => ({ ...values, ...Object.fromEntries(Object.keys(html).map((name) => [name, place(name)])) });
const putHtml = (text: string, html: TemplateHtml): string => Object.entries(html).reduce((all, [name, value]) => all.replaceAll(place(name), () => value), text);

function htmlFromText(template: string, values: TemplateValues, html: TemplateHtml): string {
  // The addresses of ratings are long: they stand behind the word before them. Only our own ones, so that no text can hide where a link goes.
  const ratings = [values.rating_good_url, values.rating_neutral_url, values.rating_bad_url].filter((url) => url !== undefined && url !== '').map((url) => escapeHtml(url!));
  const withLink = (escaped: string) => escaped.replace(/(?:([^\n:]{1,40}): )?(https?:\/\/[^\s<>"']+)/g, (all, word: string | undefined, url: string) =>
    (word && ratings.includes(url) ? `<a href="${url}">${word}</a>` : all.replace(url, () => `<a href="${url}">${url}</a>`)));
  const holdsHtml = (block: string): boolean => [...block.matchAll(variable)].some((match) => html[match[1] as TemplateVariable] !== undefined);
  return template.split(/\n{2,}/).map((block) => {
    const filled = withLink(fill(escapeHtml(block), places(values, html), escapeHtml));
    // Paragraphs and lists do not stand in a paragraph.
    return holdsHtml(block) ? `<div style="margin:0 0 14px">${putHtml(filled, html)}</div>` : `<p style="${paragraph}">${filled}</p>`;
  }).join('\n');
}

/** Values are text a person typed: escaped in HTML, one line in the subject. */
export function renderTemplate(template: Template, values: TemplateValues, html: TemplateHtml = {}): Rendered {
  const names = [template.subject, template.body_text, template.body_html ?? ''].flatMap((text) => [...text.matchAll(variable)].map((match) => match[1]!));
  const body = tidy(template.body_text, values);
  return {
    subject: headerText(fill(template.subject, values, (value) => headerText(value))),
    text: fill(body, values, (value) => value),
    html: template.body_html ? putHtml(fill(template.body_html, places(values, html), (value) => escapeHtml(value).replace(/\n/g, '<br>')), html) : htmlFromText(body, values, html),
    unknown: [...new Set(names.filter((name) => !isKnown(name)))],
  };
}

/** The frame around a rendered body: our delimiter on top of mails that can be answered, a hint below. */
export function frame(rendered: Rendered, words: TemplateWords, isRepliable: boolean): { text: string; html: string } {
  if (!isRepliable) return { text: `${rendered.text}\n`, html: layout(rendered.html) };
  return {
    text: `${words.delimiter}\n\n${rendered.text}\n\n${words.reply_hint}\n`,
    html: layout(`<p style="margin:0 0 14px;color:#94a3b8;font-size:12px">${escapeHtml(words.delimiter)}</p>\n${rendered.html}\n<p style="margin:18px 0 0;color:#64748b;font-size:12px">${escapeHtml(words.reply_hint)}</p>`),
  };
}

const layout = (inner: string): string =>
  `<!doctype html><html><body style="margin:0;padding:16px;font-family:system-ui,-apple-system,'Segoe UI',sans-serif;font-size:15px;line-height:1.5;color:#0f172a"><div style="max-width:640px">${inner}</div></body></html>`;
