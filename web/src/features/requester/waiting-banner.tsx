// Told while something written waits for the network.
import { RotateCw, X } from 'lucide-react';
import { useText } from '@/text/translate.ts';
import { Button } from '@/ui/button.tsx';
import { Banner } from '@/ui/feedback.tsx';

export function WaitingBanner({ onHurry, onStop }: { onHurry: () => void; onStop: () => void }) {
  const { t } = useText();
  return (
    <div role="status">
      <Banner tone="warn">
        <p>{t('requests.no_network')}</p>
        <div className="mt-2 flex flex-wrap gap-2">
          <Button small icon={<RotateCw className="size-4" aria-hidden />} onClick={onHurry}>
            {t('requests.try_now')}
          </Button>
          <Button small tone="ghost" icon={<X className="size-4" aria-hidden />} onClick={onStop}>
            {t('requests.stop_trying')}
          </Button>
        </div>
      </Banner>
    </div>
  );
}
