// For which tickets a policy holds, in words.
import type { PolicyRow } from '@/api/service-levels.ts';
import { useText } from '@/text/translate.ts';

type Scope = Pick<PolicyRow, 'client_name' | 'category_name' | 'priority'>;

/** "Alfa · Redes · prioridad Alta", or everything else. */
export function useScopeWords(): (scope: Scope) => string {
  const { t } = useText();
  return ({ client_name, category_name, priority }) =>
    [client_name, category_name, priority && t('levels.priority_is', { priority: t(`priority.${priority}`) })].filter(Boolean).join(' · ') || t('levels.scope_rest');
}
