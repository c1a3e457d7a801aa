// Adding a photo straight from the camera, or any file; the two are different buttons because phones treat them differently. Large photos travel smaller.
import { Camera, Paperclip } from 'lucide-react';
import { useRef } from 'react';
import { useText } from '@/text/translate.ts';
import { Button } from '@/ui/button.tsx';
import type { FilesControl } from '@/ui/file-drop.tsx';
import { shrinkPhoto } from './shrink-photo.ts';

export function PhotoButtons({ control, compact = false }: { control: FilesControl; compact?: boolean }) {
  const { t } = useText();
  const camera = useRef<HTMLInputElement>(null);
  const any = useRef<HTMLInputElement>(null);
  const add = (input: HTMLInputElement): void => {
    const chosen = [...(input.files ?? [])];
    input.value = '';
    void Promise.all(chosen.map(shrinkPhoto)).then(control.add);
  };
  return (
    <span className="flex flex-wrap gap-2">
      <input ref={camera} type="file" accept="image/*" capture="environment" hidden onChange={(event) => add(event.currentTarget)} />
      <input ref={any} type="file" multiple hidden onChange={(event) => add(event.currentTarget)} />
      <Button
        className={compact ? undefined : 'max-sm:h-11'}
        aria-label={t('requests.photo')}
        icon={<Camera className="size-4" aria-hidden />}
        onClick={() => camera.current?.click()}
      >
        <span className={compact ? 'max-sm:hidden' : undefined}>{t('requests.photo')}</span>
      </Button>
      <Button
        className={compact ? undefined : 'max-sm:h-11'}
        aria-label={t('requests.file')}
        icon={<Paperclip className="size-4" aria-hidden />}
        onClick={() => any.current?.click()}
      >
        <span className={compact ? 'max-sm:hidden' : undefined}>{t('requests.file')}</span>
      </Button>
    </span>
  );
}
