// What a mail will look like, made by the server from the text as it stands, with what is doubtful about it.
import { useEffect, useState } from 'react';
import { useTemplatePreview } from '@/api/templates.ts';
import type { TemplateDraft, TemplateWarning } from '@/api/templates.ts';
import { MailFrame } from '@/features/tickets/mail-frame.tsx';
import { PlainText } from '@/features/tickets/message.tsx';
import { refusalSentence } from '@/text/fault-sentence.ts';
import { useText } from '@/text/translate.ts';
import { Banner, Skeleton } from '@/ui/feedback.tsx';
import { TabPanel, Tabs } from '@/ui/toggle.tsx';

const pauseMs = 400;

/** The value as it was when typing paused. */
function useSettled<T>(value: T): T {
  const key = JSON.stringify(value);
  const [settled, setSettled] = useState(key);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(key), pauseMs);
    return () => clearTimeout(timer);
  }, [key]);
  return JSON.parse(settled) as T;
}

export function TemplatePreview({ draft }: { draft: TemplateDraft }) {
  const { t } = useText();
  const preview = useTemplatePreview(useSettled(draft));
  const [shape, setShape] = useState('html');
  const sentence = ({ code, name }: TemplateWarning): string => t(`templates.${code === 'unknown_variable' ? 'unknown_variable' : code}`, { name: `{{${name}}}` });
  return (
    <section aria-label={t('templates.preview')} className="grid content-start gap-3">
      <div>
        <h2 className="font-semibold">{t('templates.preview')}</h2>
        <p className="text-xs text-muted">{t('templates.preview_hint')}</p>
      </div>
      {preview.error && <Banner tone="danger">{refusalSentence(preview.error, t)}</Banner>}
      {preview.data && preview.data.warnings.length > 0 && (
        <Banner tone="warn">
          <ul className="grid gap-0.5">
            {preview.data.warnings.map((warning) => (
              <li key={`${warning.code} ${warning.name}`}>{sentence(warning)}</li>
            ))}
          </ul>
        </Banner>
      )}
      {preview.data ? (
        <div aria-busy={preview.isPlaceholderData} className="overflow-hidden rounded-lg border border-line">
          <p className="border-b border-line bg-sunken px-4 py-2.5 font-medium wrap-anywhere">{preview.data.subject}</p>
          <Tabs
            label={t('templates.preview')}
            value={shape}
            onValueChange={setShape}
            items={[
              { value: 'html', label: t('templates.preview_html') },
              { value: 'text', label: t('templates.preview_text') },
            ]}
          >
            <TabPanel value="html" className="p-4">
              <MailFrame html={preview.data.html} title={t('templates.preview')} />
            </TabPanel>
            <TabPanel value="text" className="p-4">
              <PlainText text={preview.data.text} />
            </TabPanel>
          </Tabs>
        </div>
      ) : (
        !preview.error && <Skeleton className="h-60 w-full" />
      )}
    </section>
  );
}
