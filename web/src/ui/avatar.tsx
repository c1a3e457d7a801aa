// Initials in a quiet colour that stays the same for the same name.
import { classNames } from './class-names.ts';
import { toneLook } from './badge.tsx';

const looks = [toneLook.info, toneLook.plum, toneLook.ok, toneLook.warn, toneLook.accent, toneLook.neutral];

export function Avatar({ name, small = false }: { name: string; small?: boolean }) {
  const words = name.trim().split(/\s+/);
  const initials = `${words[0]?.[0] ?? '?'}${words.length > 1 ? (words.at(-1)?.[0] ?? '') : ''}`.toUpperCase();
  let sum = 0;
  for (const letter of name) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 9973;
  return (
    <span
      aria-hidden
      // Drawn, not written: initials beside a name would be part of the visible label of the button that holds both.
      data-initials={initials}
      className={classNames(
        'grid shrink-0 place-items-center rounded-full font-semibold before:content-[attr(data-initials)]',
        small ? 'size-5 text-[0.5625rem]' : 'size-8 text-xs',
        looks[sum % looks.length],
      )}
    />
  );
}
