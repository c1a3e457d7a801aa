// Tokens with what is left of them.
import { Ban, KeyRound } from 'lucide-react';
import { useState } from 'react';
import type { ReactNode } from 'react';
import type { TokenState } from '../../../../worker/modules/agents/values.ts';
import { useRevokeToken, useTokens } from '@/api/enrolment.ts';
import type { EnrolmentToken } from '@/api/enrolment.ts';
import { refusalSentence } from '@/text/fault-sentence.ts';
import { useText } from '@/text/translate.ts';
import { Badge } from '@/ui/badge.tsx';
import type { Tone } from '@/ui/badge.tsx';
import { IconButton } from '@/ui/button.tsx';
import { AlertDialog } from '@/ui/dialog.tsx';
import { EmptyState } from '@/ui/feedback.tsx';
import { ListBody } from '@/ui/list-body.tsx';
import { Table, Td, Th } from '@/ui/table.tsx';
import { toast } from '@/ui/toast.tsx';

const tones: Record<TokenState, Tone> = { active: 'ok', expired: 'neutral', used_up: 'warn', revoked: 'danger' };

export function TokenList({ add }: { add: ReactNode }) {
  const { t, number, dateTime } = useText();
  const tokens = useTokens({});
  const revoke = useRevokeToken();
  const [asking, setAsking] = useState<EnrolmentToken | null>(null);
  return (
    <>
      <ListBody
        list={tokens}
        empty={
          <EmptyState icon={<KeyRound aria-hidden />} title={t('enrolment.empty')} action={add}>
            {t('enrolment.empty_hint')}
          </EmptyState>
        }
      >
        {(rows) => (
          <Table aria-label={t('enrolment.tab_tokens')}>
            <thead>
              <tr>
                <Th className="pl-4 sm:pl-6">{t('enrolment.name')}</Th>
                <Th className="max-md:hidden">{t('enrolment.site')}</Th>
                <Th>{t('enrolment.state')}</Th>
                <Th className="text-right">{t('enrolment.uses_of')}</Th>
                <Th className="max-sm:hidden">{t('enrolment.expires')}</Th>
                <Th className="max-lg:hidden">{t('enrolment.made_by')}</Th>
                <Th className="pr-4 sm:pr-6">
                  <span className="sr-only">{t('enrolment.revoke')}</span>
                </Th>
              </tr>
            </thead>
            <tbody>
              {rows.map((token) => (
                <tr key={token.token_id} className="hover:bg-hover/60">
                  <Td className="w-1/2 max-w-0 min-w-36 py-2 pl-4 sm:pl-6">
                    <span className="block truncate font-medium">{token.name}</span>
                    <span className="block truncate text-xs text-muted">
                      <code className="font-mono">{token.token_hint}…</code>
                      {[token.platform && t(`fleet.platform_${token.platform}`), token.holds && t('enrolment.holds_short')].filter(Boolean).map((fact) => ` · ${fact}`)}
                    </span>
                  </Td>
                  <Td className="max-w-56 max-md:hidden">
                    <span className="block truncate">{token.client_name}</span>
                    <span className="block truncate text-xs text-muted">{token.site_name}</span>
                  </Td>
                  <Td>
                    <Badge tone={tones[token.state]}>{t(`enrolment.state_${token.state}`)}</Badge>
                  </Td>
                  <Td className="text-right whitespace-nowrap tabular-nums">{t('enrolment.uses', { uses: number(token.uses), max: number(token.max_uses) })}</Td>
                  <Td className="whitespace-nowrap text-muted max-sm:hidden">{dateTime(token.expires_at)}</Td>
                  <Td className="max-w-40 truncate text-muted max-lg:hidden">{token.created_by_name ?? '–'}</Td>
                  <Td className="pr-4 text-right sm:pr-6">
                    {token.state === 'active' && (
                      <IconButton label={t('enrolment.revoke_of', { name: token.name })} onClick={() => setAsking(token)}>
                        <Ban className="size-4" aria-hidden />
                      </IconButton>
                    )}
                  </Td>
                </tr>
              ))}
            </tbody>
          </Table>
        )}
      </ListBody>
      {asking && (
        <AlertDialog
          open
          onOpenChange={(open) => !open && setAsking(null)}
          title={t('enrolment.revoke_title', { name: asking.name })}
          description={t('enrolment.revoke_about')}
          action={t('enrolment.revoke')}
          busy={revoke.isPending}
          onAction={() => revoke.mutate(asking.token_id, { onError: (error) => toast.problem(refusalSentence(error, t)), onSuccess: () => toast.done(t('enrolment.revoked')), onSettled: () => setAsking(null) })}
        />
      )}
    </>
  );
}
