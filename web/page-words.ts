// Writes sentences into the pages as they are built, so that neither the sign-in page nor the frame of the portal waits for a dictionary.
import type { Plugin } from 'vite';
import { dictionary as english } from './src/text/en.ts';
import { part as englishRequests } from './src/text/en/requester.ts';
import { dictionary as spanish } from './src/text/es-MX.ts';
import { part as spanishRequests } from './src/text/es-MX/requester.ts';
import { signInKeys } from './src/features/auth/sign-in-keys.ts';

const escaped = (words: string): string => words.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
const languages: Record<string, Record<string, unknown>> = { 'es-MX': { ...spanish, ...spanishRequests }, en: { ...english, ...englishRequests } };

/** Heading, and the line about the page, of the addresses where people begin; theme.js shows them in the frame. */
const titles: Record<string, readonly string[]> = {
  '/tickets': ['nav.tickets'],
  '/requests': ['nav.requests'],
  '/requests/new': ['nav.new_request', 'requests.new_about'],
};

const sentences = (dictionary: Record<string, unknown>, keys: readonly string[]): string[] =>
  keys.map((key) => {
    if (typeof dictionary[key] !== 'string') throw new Error(`page-words: no sentence ${key}`);
    return dictionary[key];
  });
const byLanguage = <Made>(make: (dictionary: Record<string, unknown>) => Made): Record<string, Made> =>
  Object.fromEntries(Object.entries(languages).map(([locale, dictionary]) => [locale, make(dictionary)]));

/** A page with its sentences: Spanish where they stand, both languages for its script. Pure. @throws when it names one that its script would not know */
export function withWords(html: string): string {
  const words = byLanguage((dictionary) => Object.fromEntries(sentences(dictionary, signInKeys).map((sentence, at) => [signInKeys[at], sentence])));
  const lists: Record<string, unknown> = { words, titles: Object.fromEntries(Object.entries(titles).map(([path, keys]) => [path, byLanguage((dictionary) => sentences(dictionary, keys))])) };
  return html.replace(/\{\{([\w.]+)\}\}/g, (_, key: string) => {
    if (key in lists) return escaped(JSON.stringify(lists[key]));
    const sentence = words['es-MX']![key];
    if (sentence === undefined) throw new Error(`page-words: ${key} is not among the sentences of the page`);
    return escaped(sentence);
  });
}

export const pageWords = (): Plugin => ({
  name: 'page-words',
  transformIndexHtml: { order: 'pre', handler: (html) => withWords(html) },
});
