// A found text with what was looked for marked in it.
import type { TextPart } from '@/api/knowledge.ts';

export function HitText({ parts }: { parts: readonly TextPart[] }) {
  return parts.map(({ text, is_hit }, index) => (is_hit ? <mark key={index} className="rounded-sm bg-warn-soft px-0.5 text-warn-ink">{text}</mark> : <span key={index}>{text}</span>));
}
