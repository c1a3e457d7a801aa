// What a terminal does for a program that has none: echo, correct, hand over whole lines. Pure but for its two outlets.

const CHARS_MAX = 8192;

/** Takes what a person types; `echo` goes back to them, `line` to the program, with its line end. */
export function lineDiscipline(echo: (text: string) => void, line: (text: string) => void): (bytes: Uint8Array) => void {
  const decoder = new TextDecoder();
  let typed: string[] = [];
  return (bytes) => {
    // Arrows and other keys of several characters have no meaning without a terminal.
    const text = decoder.decode(bytes, { stream: true }).replace(/\u001b(?:\[[0-9;]*[A-Za-z~]|O[A-Za-z])/g, '');
    for (const char of text) {
      if (char === '\r' || char === '\n') {
        echo('\r\n');
        line(`${typed.join('')}\r\n`);
        typed = [];
      } else if (char === '\u007f' || char === '\b') {
        if (typed.pop() !== undefined) echo('\b \b');
      } else if (char === '\u0003' || char === '\u0015') {
        echo('^C\r\n');
        typed = [];
      } else if (char >= ' ' && typed.length < CHARS_MAX) {
        typed.push(char);
        echo(char);
      }
    }
  };
}
