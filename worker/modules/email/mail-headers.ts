// Header lines of a parsed mail for a reader: names as they are written, values of one line.
import { decodeWords } from './message/encoded-words.ts';
import type { ParsedMessage } from './message/parse-message.ts';
import { storableLine, withoutBidi } from './message/storable-text.ts';

const LINES_MAX = 100;
const VALUE_LENGTH_MAX = 2000;

/** @param isWanted asked with the name in lower case. */
export const headersOf = (message: Pick<ParsedMessage, 'headers'>, isWanted: (name: string) => boolean = () => true): { name: string; value: string }[] =>
  message.headers.filter(({ key }) => isWanted(key.toLowerCase())).slice(0, LINES_MAX)
    .map(({ key, value }) => ({ name: withoutBidi(key), value: withoutBidi(storableLine(decodeWords(value), VALUE_LENGTH_MAX)) }));
