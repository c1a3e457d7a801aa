// Keys as keys: "Mod+K" is shown as ⌘K on a Mac and as Ctrl K elsewhere.
const isMac = typeof navigator !== 'undefined' && /Mac|iPhone|iPad/.test(navigator.userAgent);

export function Kbd({ keys }: { keys: string }) {
  const parts = keys.split('+').map((key) => (key === 'Mod' ? (isMac ? '⌘' : 'Ctrl') : key === 'Enter' ? '↵' : key));
  return (
    <span className="inline-flex gap-0.5">
      {parts.map((key) => (
        <kbd
          key={key}
          className="min-w-5 rounded-sm border border-line bg-sunken px-1 text-center font-sans text-xs leading-4.5 text-muted"
        >
          {key}
        </kbd>
      ))}
    </span>
  );
}
