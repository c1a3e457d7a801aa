// What a program printed, as lines of styled text: colours are read, cursor games are not, control characters become visible.

export type TerminalStream = 'stdout' | 'stderr';
/** The eight terminal colours; bright ones and the larger palettes fall on the nearest of them, so that both themes stay legible. */
export type TerminalColour = 'black' | 'red' | 'green' | 'yellow' | 'blue' | 'magenta' | 'cyan' | 'white';

export interface TerminalStyle {
  colour: TerminalColour | null;
  background: TerminalColour | null;
  isBold: boolean;
  isDim: boolean;
  isItalic: boolean;
  isUnderlined: boolean;
  isInverse: boolean;
}

export interface TerminalSegment {
  text: string;
  style: TerminalStyle;
  stream: TerminalStream;
  /** A control character spelled out, not something the program meant to be read. */
  isControl: boolean;
}

/** A kept line never changes, except the last one, which is replaced as it grows. */
export interface TerminalLine {
  /** From 1, counted over everything printed. */
  number: number;
  segments: readonly TerminalSegment[];
  /** The line before was too long and goes on here. */
  isContinued: boolean;
}

const colours: readonly TerminalColour[] = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'];
const plain: TerminalStyle = { colour: null, background: null, isBold: false, isDim: false, isItalic: false, isUnderlined: false, isInverse: false };

/** Characters of one row; a line without end must not become one endless element. */
const rowCharsMax = 2000;
/** An escape sequence longer than this is no sequence: it is dropped. */
const sequenceCharsMax = 4096;

const hue = (r: number, g: number, b: number): TerminalColour => {
  const [high, low] = [Math.max(r, g, b), Math.min(r, g, b)];
  if (high - low < 40) return high < 100 ? 'black' : 'white';
  const middle = (high + low) / 2;
  return colours[(r > middle ? 1 : 0) + (g > middle ? 2 : 0) + (b > middle ? 4 : 0)] ?? 'white';
};

function paletteColour(index: number): TerminalColour {
  if (index < 16) return colours[index % 8] ?? 'white';
  if (index >= 232) return index < 244 ? 'black' : 'white';
  const cube = index - 16;
  const level = (step: number): number => (step === 0 ? 0 : 55 + step * 40);
  return hue(level(Math.floor(cube / 36)), level(Math.floor(cube / 6) % 6), level(cube % 6));
}

/** The colour of `38;5;n` or `38;2;r;g;b`, and how many numbers it took. */
function extended(codes: number[], at: number): [TerminalColour | null, number] {
  if (codes[at + 1] === 5) return [paletteColour(codes[at + 2] ?? 0), 2];
  if (codes[at + 1] === 2) return [hue(codes[at + 2] ?? 0, codes[at + 3] ?? 0, codes[at + 4] ?? 0), 4];
  return [null, 0];
}

function restyled(style: TerminalStyle, codes: number[]): TerminalStyle {
  let next = { ...style };
  for (let at = 0; at < codes.length; at++) {
    const code = codes[at] ?? 0;
    if (code === 0) next = { ...plain };
    else if (code === 1) next.isBold = true;
    else if (code === 2) next.isDim = true;
    else if (code === 3) next.isItalic = true;
    else if (code === 4) next.isUnderlined = true;
    else if (code === 7) next.isInverse = true;
    else if (code === 22) next.isBold = next.isDim = false;
    else if (code === 23) next.isItalic = false;
    else if (code === 24) next.isUnderlined = false;
    else if (code === 27) next.isInverse = false;
    else if (code >= 30 && code <= 37) next.colour = colours[code - 30] ?? null;
    else if (code >= 90 && code <= 97) next.colour = colours[code - 90] ?? null;
    else if (code >= 40 && code <= 47) next.background = colours[code - 40] ?? null;
    else if (code >= 100 && code <= 107) next.background = colours[code - 100] ?? null;
    else if (code === 39) next.colour = null;
    else if (code === 49) next.background = null;
    else if (code === 38 || code === 48) {
      const [colour, taken] = extended(codes, at);
      next[code === 38 ? 'colour' : 'background'] = colour;
      at += taken;
    }
  }
  return next;
}

/** Control characters, direction overrides and invisible marks: everything that could make a text read as something else. */
const special = /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g;
const spelled = (char: string): string => {
  const code = char.charCodeAt(0);
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  if (code === 0x7f) return '\u2421';
  return `<U+${code.toString(16).toUpperCase().padStart(4, '0')}>`;
};

/** One sequence at the start of a text: CSI, a string (OSC and its kin), or a short one. Groups: numbers, final letter of CSI. */
const sequence = /^\u001b(?:\[([0-9:;<=>?]*)[ -/]*([@-~])|[\]PX^_][^\u0007\u001b]*(?:\u0007|\u001b\\)|[ -/]*[0-OQ-WYZ\\`-~])/;
const unfinished = /^\u001b(?:\[[0-9:;<=>?]*[ -/]*|[\]PX^_][^\u0007\u001b]*\u001b?|[ -/]*)$/;

interface Reading {
  style: TerminalStyle;
  /** The beginning of an escape sequence whose rest has not come yet. */
  rest: string;
}

/** Takes text as it comes, in pieces cut anywhere, and keeps the last `linesMax` lines. */
export class TerminalText {
  readonly #linesMax: number;
  readonly #readings: Record<TerminalStream, Reading> = { stdout: { style: plain, rest: '' }, stderr: { style: plain, rest: '' } };
  #lines: TerminalLine[] = [];
  #current: TerminalSegment[] = [];
  #chars = 0;
  #isContinued = false;
  #isDirty = false;
  /** A carriage return was seen: what is printed next takes the place of the line. */
  #restarts = false;
  #printed = 0;

  constructor(linesMax: number) {
    this.#linesMax = linesMax;
  }

  /** Kept lines, oldest first; the last one may still grow. The same array until something is printed. */
  lines(): readonly TerminalLine[] {
    if (this.#isDirty) {
      this.#isDirty = false;
      const kept = this.#lines.slice(-this.#linesMax);
      this.#lines = kept;
      this.#shown = this.#current.length > 0 ? [...kept, this.#lineOf()].slice(-this.#linesMax) : kept;
    }
    return this.#shown;
  }
  #shown: readonly TerminalLine[] = [];

  /** Lines printed and no longer kept. */
  get dropped(): number {
    return (this.lines()[0]?.number ?? 1) - 1;
  }

  push(text: string, stream: TerminalStream): void {
    const reading = this.#readings[stream];
    let left = reading.rest + text;
    reading.rest = '';
    this.#isDirty = true;
    while (left !== '') {
      special.lastIndex = 0;
      const found = special.exec(left);
      const at = found ? found.index : left.length;
      if (at > 0) this.#print(left.slice(0, at), reading.style, stream, false);
      if (!found) return;
      left = left.slice(at);
      if (found[0] === '\u001b') {
        const whole = sequence.exec(left);
        if (whole) {
          this.#obey(whole, reading);
          left = left.slice(whole[0].length);
        } else if (left.length < sequenceCharsMax && unfinished.test(left)) {
          reading.rest = left;
          return;
        } else {
          this.#print('\u241b', reading.style, stream, true);
          left = left.slice(1);
        }
        continue;
      }
      this.#control(found[0], reading.style, stream);
      left = left.slice(1);
    }
  }

  /** Everything kept as plain text, for the clipboard. */
  plain(): string {
    let text = '';
    for (const [index, line] of this.lines().entries()) {
      if (index > 0 && !line.isContinued) text += '\n';
      for (const segment of line.segments) text += segment.text;
    }
    return text;
  }

  #lineOf(): TerminalLine {
    return { number: this.#printed + 1, segments: [...this.#current], isContinued: this.#isContinued };
  }

  #newLine(continues: boolean): void {
    this.#lines.push(this.#lineOf());
    this.#printed += 1;
    this.#current = [];
    this.#chars = 0;
    this.#isContinued = continues;
    this.#restarts = false;
    // Cut rarely, not with every line: an output of millions of lines is shifted a few times only.
    if (this.#lines.length > this.#linesMax * 2) this.#lines = this.#lines.slice(-this.#linesMax);
  }

  #clearLine(): void {
    this.#current = [];
    this.#chars = 0;
    this.#restarts = false;
  }

  #print(text: string, style: TerminalStyle, stream: TerminalStream, isControl: boolean): void {
    if (this.#restarts) this.#clearLine();
    let left = text;
    while (left !== '') {
      if (this.#chars >= rowCharsMax) this.#newLine(true);
      const part = left.slice(0, rowCharsMax - this.#chars);
      left = left.slice(part.length);
      this.#chars += part.length;
      const last = this.#current.at(-1);
      if (last && last.style === style && last.stream === stream && last.isControl === isControl)
        this.#current[this.#current.length - 1] = { ...last, text: last.text + part };
      else this.#current.push({ text: part, style, stream, isControl });
    }
  }

  #control(char: string, style: TerminalStyle, stream: TerminalStream): void {
    if (char === '\n') return this.#newLine(false);
    if (char === '\r') {
      this.#restarts = true;
      return undefined;
    }
    if (char === '\t') return this.#print(char, style, stream, false);
    if (char === '\b') {
      const last = this.#current.pop();
      if (!last) return undefined;
      this.#chars -= 1;
      if (last.text.length > 1) this.#current.push({ ...last, text: last.text.slice(0, -1) });
      return undefined;
    }
    return this.#print(spelled(char), style, stream, true);
  }

  #obey(found: RegExpExecArray, reading: Reading): void {
    const [, numbers, letter] = found;
    if (letter === 'm' && numbers !== undefined && !/[<=>?]/.test(numbers)) reading.style = restyled(reading.style, numbers.split(/[;:]/).map(Number));
    else if (letter === 'K' && (numbers === '2' || this.#restarts)) this.#clearLine();
  }
}
