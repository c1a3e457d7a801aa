// When mails and pushes come: quiet hours, digest, time zone; saved together.
import { useState } from 'react';
import type { FormEvent } from 'react';
import { useSaveNoticePreferences } from '@/api/notifications.ts';
import type { Preferences } from '@/api/notifications.ts';
import { useText } from '@/text/translate.ts';
import { Button } from '@/ui/button.tsx';
import { Banner, problemSentence } from '@/ui/feedback.tsx';
import { Field, Select, TextInput } from '@/ui/field.tsx';
import { toast } from '@/ui/toast.tsx';
import { Switch } from '@/ui/toggle.tsx';
import { classNames } from '@/ui/class-names.ts';

const zones = (own: string): string[] => {
  const known = typeof Intl.supportedValuesOf === 'function' ? Intl.supportedValuesOf('timeZone') : [];
  return [...new Set([own, ...known, 'UTC'])];
};
/** 2024-01-01 was a Monday. */
const dayName = (locale: string, day: number): string => new Intl.DateTimeFormat(locale, { weekday: 'short', timeZone: 'UTC' }).format(Date.UTC(2024, 0, day));

export function NoticeTimes({ preferences }: { preferences: Preferences }) {
  const { t, locale } = useText();
  const save = useSaveNoticePreferences();
  const [quiet, setQuiet] = useState(preferences.quiet);
  const [digest, setDigest] = useState(preferences.digest);
  const [timezone, setTimezone] = useState(preferences.timezone);
  const onSubmit = (event: FormEvent): void => {
    event.preventDefault();
    save.mutate({ quiet, digest, timezone }, { onSuccess: () => toast.done(t('notices.saved')) });
  };
  const flip = (day: number): void =>
    setQuiet((was) => ({ ...was, days: was.days.includes(day) ? (was.days.length > 1 ? was.days.filter((one) => one !== day) : was.days) : [...was.days, day].toSorted((a, b) => a - b) }));
  return (
    <form onSubmit={onSubmit} className="grid max-w-xl gap-5">
      {save.error && <Banner tone="danger">{problemSentence(save.error, t)}</Banner>}
      {preferences.held > 0 && <Banner tone="info">{t('notices.held', { count: preferences.held })}</Banner>}
      <Switch label={t('notices.quiet')} hint={t('notices.quiet_hint')} checked={quiet.is_on} onCheckedChange={(isOn) => setQuiet({ ...quiet, is_on: isOn })} />
      {quiet.is_on && (
        <div className="grid gap-4 border-l-2 border-line pl-4">
          <div className="grid grid-cols-2 gap-3">
            <Field label={t('notices.quiet_from')}>
              <TextInput type="time" required value={quiet.from} onChange={(event) => setQuiet({ ...quiet, from: event.target.value })} />
            </Field>
            <Field label={t('notices.quiet_to')}>
              <TextInput type="time" required value={quiet.to} onChange={(event) => setQuiet({ ...quiet, to: event.target.value })} />
            </Field>
          </div>
          <fieldset>
            <legend className="mb-1.5 text-sm font-medium">{t('notices.quiet_days')}</legend>
            <div className="flex flex-wrap gap-1">
              {[1, 2, 3, 4, 5, 6, 7].map((day) => (
                <button
                  key={day}
                  type="button"
                  aria-pressed={quiet.days.includes(day)}
                  onClick={() => flip(day)}
                  className={classNames('h-8 min-w-11 rounded-md border px-2 text-sm', quiet.days.includes(day) ? 'border-accent bg-accent text-on-accent' : 'border-control text-muted hover:bg-hover')}
                >
                  {dayName(locale, day)}
                </button>
              ))}
            </div>
          </fieldset>
          <Switch label={t('notices.urgent')} hint={t('notices.urgent_hint')} checked={quiet.urgent_breaks} onCheckedChange={(isOn) => setQuiet({ ...quiet, urgent_breaks: isOn })} />
        </div>
      )}
      <div className="grid gap-3 sm:grid-cols-2">
        <Field label={t('notices.digest')} hint={t('notices.digest_hint')}>
          <Select
            value={digest.mode}
            onChange={(event) => setDigest({ ...digest, mode: event.target.value as Preferences['digest']['mode'] })}
            options={(['off', 'hourly', 'daily'] as const).map((mode) => ({ value: mode, label: t(`notices.digest_${mode}`) }))}
          />
        </Field>
        {digest.mode === 'daily' && (
          <Field label={t('notices.digest_at')}>
            <TextInput type="time" required value={digest.at} onChange={(event) => setDigest({ ...digest, at: event.target.value })} />
          </Field>
        )}
      </div>
      <Field label={t('notices.timezone')}>
        <Select value={timezone} onChange={(event) => setTimezone(event.target.value)} options={zones(preferences.timezone).map((zone) => ({ value: zone, label: zone.replaceAll('_', ' ') }))} />
      </Field>
      <Button type="submit" tone="primary" busy={save.isPending} className="justify-self-start">
        {t('common.save')}
      </Button>
    </form>
  );
}
