// What a mail will look like, made by the server from the text as it stands, with what is doubtful about it.
import { Link } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { useTemplatePreview } from '@/api/templates.ts';
import type { TemplateDraft, TemplateRow } from '@/api/templates.ts';
import { MailFrame } from '@/features/tickets/mail-frame.tsx';
import { PlainText } from '@/features/tickets/message.tsx';
import { refusalSentence } from '@/text/fault-sentence.ts';
import { useText } from '@/text/translate.ts';
import { Banner, Skeleton } from '@/ui/feedback.tsx';
import { TabPanel, Tabs } from '@/ui/toggle.tsx';
import { classNames } from '@/ui/class-names.ts';
import { warningSentence } from './warning-sentence.ts';

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

const wireOf = ({ event, locale, subject, body_text, body_html }: TemplateRow): TemplateDraft => ({ event, locale, subject, body_text, body_html });

/** @param other the text of the same event in the other language, as it leaves today. */
export function TemplatePreview({ draft, isOwn, other }: { draft: TemplateDraft; isOwn: boolean; other: TemplateRow | undefined }) {
  const { t } = useText();
  const [language, setLanguage] = useState(draft.locale);
  const preview = useTemplatePreview(useSettled(other && language === other.locale ? wireOf(other) : draft));
  const [shape, setShape] = useState('html');
  const languages = [draft.locale, ...(other ? [other.locale] : [])].toSorted((a, b) => b.localeCompare(a));
  const nameOf = (locale: string): string => t(locale === 'en' ? 'templates.english' : 'templates.spanish');
  const behind = isOwn && other && (other.is_default ? 'templates.other_default' : other.is_active ? null : 'templates.other_off');
  return (
    <section aria-label={t('templates.preview')} className="grid content-start gap-3">
      <div className="flex flex-wrap items-start justify-between gap-2">
        <div>
          <h2 className="font-semibold">{t('templates.preview')}</h2>
          <p className="text-xs text-muted">{t('templates.preview_hint')}</p>
        </div>
        <div role="group" aria-label={t('templates.preview_language')} className="flex rounded-md border border-line p-0.5">
          {languages.map((locale) => (
            <button
              key={locale}
              type="button"
              aria-pressed={language === locale}
              onClick={() => setLanguage(locale)}
              className={classNames('h-7 rounded-sm px-2.5 text-sm font-medium', language === locale ? 'bg-accent-soft text-accent-ink' : 'text-muted hover:bg-hover hover:text-ink')}
            >
              {nameOf(locale)}
            </button>
          ))}
        </div>
      </div>
      {behind && (
        <Banner
          tone="info"
          action={
            <Link to="/templates/$event/$locale" params={{ event: other.event, locale: other.locale }} className="font-medium underline underline-offset-2">
              {t('templates.other_open')}
            </Link>
          }
        >
          {t(behind, { language: nameOf(other.locale) })}
        </Banner>
      )}
      {preview.error && <Banner tone="danger">{refusalSentence(preview.error, t)}</Banner>}
      {preview.data && preview.data.warnings.length > 0 && (
        <Banner tone="warn">
          <ul className="grid gap-0.5">
            {preview.data.warnings.map((warning) => (
              <li key={`${warning.code} ${warning.name}`}>{warningSentence(warning, t)}</li>
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
