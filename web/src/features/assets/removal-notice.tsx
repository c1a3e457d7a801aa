// A machine's page says what became of its program when it is retired, or should be.
import { useState } from 'react';
import type { Asset } from '@/api/assets.ts';
import { useText } from '@/text/translate.ts';
import { Banner } from '@/ui/feedback.tsx';
import { commandReason } from './command-reason.ts';
import { removalWord } from './removal-word.ts';

export function RemovalNotice({ asset }: { asset: Asset }) {
  const { t, dateTime } = useText();
  const [openedAt] = useState(() => Date.now());
  const word = removalWord(asset, openedAt);
  if (!word) return null;
  const { reason = null, status = 'failed', finished_at = null, requested_by_name = '' } = asset.removal ?? {};
  return (
    <Banner tone={word === 'failed' || word === 'left' ? 'warn' : 'info'} className="mx-4 mb-3 sm:mx-6">
      {word === 'removing' && t('assets.notice_removing', { by: requested_by_name })}
      {word === 'removed' && t('assets.notice_removed', { at: finished_at ? dateTime(finished_at) : '' })}
      {word === 'left' && t('assets.notice_left')}
      {word === 'failed' && t('assets.notice_not_removed', { reason: reason ? commandReason(reason, t) : t(`fleet.exec_${status}`) })}
    </Banner>
  );
}
