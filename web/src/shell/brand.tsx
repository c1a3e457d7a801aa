// The product's mark.
export function Brand({ className = 'size-6' }: { className?: string }) {
  return (
    <svg viewBox="0 0 32 32" className={`${className} shrink-0`} aria-hidden>
      <rect width="32" height="32" rx="8" className="fill-accent" />
      <path d="M10 8v13a3 3 0 0 0 3 3h9" fill="none" stroke="#fff" strokeWidth="3.4" strokeLinecap="round" />
      <circle cx="21" cy="12" r="3.2" fill="#fff" />
    </svg>
  );
}
