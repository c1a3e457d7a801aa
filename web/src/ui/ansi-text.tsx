// One line of a terminal as text nodes in spans: never HTML, always in colours of the theme.
import { classNames } from './class-names.ts';
import type { TerminalColour, TerminalLine, TerminalSegment } from './terminal-text.ts';

const ink: Record<TerminalColour, string> = {
  black: 'text-faint',
  red: 'text-danger-ink',
  green: 'text-ok-ink',
  yellow: 'text-warn-ink',
  blue: 'text-info-ink',
  magenta: 'text-plum-ink',
  cyan: 'text-accent-ink',
  white: 'text-ink',
};
const ground: Record<TerminalColour, string> = {
  black: 'bg-sunken',
  red: 'bg-danger-soft',
  green: 'bg-ok-soft',
  yellow: 'bg-warn-soft',
  blue: 'bg-info-soft',
  magenta: 'bg-plum-soft',
  cyan: 'bg-accent-soft',
  white: 'bg-hover',
};

function lookOf({ style, isControl }: TerminalSegment): string {
  const [front, back] = style.isInverse ? [style.background ?? 'white', style.colour ?? 'white'] : [style.colour, style.background];
  return classNames(
    front && ink[front],
    back && ground[back],
    style.isBold && 'font-semibold',
    style.isDim && !front && 'text-muted',
    style.isItalic && 'italic',
    style.isUnderlined && 'underline',
    isControl && 'rounded-sm bg-hover text-muted',
  );
}

/** Lines of the error stream carry a mark at their left edge beside their colour. */
export function AnsiLine({ line }: { line: TerminalLine }) {
  const isError = line.segments.some(({ stream }) => stream === 'stderr');
  return (
    <div className={classNames('min-h-[1lh] border-l-2 pl-2.5', isError ? 'border-danger-ink' : 'border-transparent')}>
      {line.segments.map((segment, index) => {
        const look = lookOf(segment);
        return look === '' ? segment.text : (
          <span key={index} className={look}>
            {segment.text}
          </span>
        );
      })}
    </div>
  );
}
