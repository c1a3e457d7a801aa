// The label of a machine: a code that opens its page, with name and serial number; printed alone.
import { Printer } from 'lucide-react';
import { encode } from 'uqr';
import type { Asset } from '@/api/assets.ts';
import { useText } from '@/text/translate.ts';
import { Button } from '@/ui/button.tsx';
import { darkPath } from './dark-path.ts';

/** Only the label is on the paper. */
function printLabel(): void {
  const root = document.documentElement;
  root.dataset.print = 'label';
  addEventListener('afterprint', () => delete root.dataset.print, { once: true });
  window.print();
}

export function QrLabel({ asset }: { asset: Asset }) {
  const { t } = useText();
  const address = `${location.origin}/machines/${asset.asset_id}`;
  const { data, size } = encode(address, { ecc: 'M', border: 2 });
  return (
    <div className="flex flex-wrap items-center gap-4">
      <figure data-label className="flex max-w-sm items-center gap-3 rounded-md border border-line p-3">
        <svg viewBox={`0 0 ${size} ${size}`} role="img" aria-label={t('care.code_alt', { name: asset.name })} className="size-28 shrink-0" shapeRendering="crispEdges">
          {/* A reader wants dark on light, whatever the theme. */}
          <rect width={size} height={size} fill="#fff" />
          <path d={darkPath(data)} fill="#000" />
        </svg>
        <figcaption className="grid min-w-0 gap-0.5 text-sm">
          <strong className="font-semibold wrap-anywhere">{asset.name}</strong>
          {asset.client_name && <span className="text-xs wrap-anywhere">{asset.client_name}</span>}
          {asset.serial && <span className="font-mono text-xs wrap-anywhere">{asset.serial}</span>}
        </figcaption>
      </figure>
      <div className="grid max-w-xs gap-2">
        <p className="text-sm text-muted">{t('care.label_about')}</p>
        <Button className="w-fit" icon={<Printer className="size-4" aria-hidden />} onClick={printLabel}>
          {t('care.print')}
        </Button>
      </div>
    </div>
  );
}
