// Writing an article: Markdown on one side, what readers will see on the other; on a phone one after the other.
import { useNavigate, useParams } from '@tanstack/react-router';
import { Bold, Code, Heading2, Italic, Link2, List, ListOrdered, Quote } from 'lucide-react';
import { useRef, useState } from 'react';
import type { KeyboardEvent, ReactNode } from 'react';
import { ApiProblem } from '@/api/client.ts';
import { ARTICLE_VISIBILITIES, useArticle, useArticleAct } from '@/api/knowledge.ts';
import type { Article, ArticleVisibility } from '@/api/knowledge.ts';
import { useCategoryOptions, useClientOptions } from '@/api/places.ts';
import { formProblem } from '@/text/fault-sentence.ts';
import { useText } from '@/text/translate.ts';
import { Button, IconButton } from '@/ui/button.tsx';
import { classNames } from '@/ui/class-names.ts';
import { Combobox } from '@/ui/combobox.tsx';
import { Banner, ErrorPanel, SkeletonList } from '@/ui/feedback.tsx';
import { Field, Select, TextArea, TextInput } from '@/ui/field.tsx';
import { PageHeader } from '@/ui/page.tsx';
import { toast } from '@/ui/toast.tsx';
import { tabListLook, tabLook } from '@/ui/toggle.tsx';
import { MarkdownView } from './markdown-view.tsx';
import { wrapLines, wrapWords } from './text-marks.ts';
import type { MarkedText } from './text-marks.ts';

interface Draft {
  title: string;
  body: string;
  locale: 'es' | 'en';
  visibility: ArticleVisibility;
  client_id: string | null;
  category_id: string | null;
}

const shownFields = ['title', 'body', 'locale', 'visibility', 'client_id', 'category_id'];
const draftOf = (article: Article | null, locale: string): Draft => ({
  title: article?.title ?? '', body: article?.body ?? '', locale: article?.locale ?? (locale === 'en' ? 'en' : 'es'), visibility: article?.visibility ?? 'staff', client_id: article?.client_id ?? null, category_id: article?.category_id ?? null,
});

type Change = (text: string, from: number, to: number) => MarkedText;

function BodyField({ value, error, onChange }: { value: string; error: string | undefined; onChange: (text: string) => void }) {
  const { t } = useText();
  const area = useRef<HTMLTextAreaElement>(null);
  const mark = (change: Change): void => {
    if (!area.current) return;
    const next = change(value, area.current.selectionStart, area.current.selectionEnd);
    onChange(next.text);
    requestAnimationFrame(() => {
      area.current?.focus();
      area.current?.setSelectionRange(next.from, next.to);
    });
  };
  const around = (sign: string): Change => (text, from, to) => wrapWords(text, from, to, sign, sign, t('knowledge.mark_words'));
  const before = (sign: string | ((line: number) => string)): Change => (text, from, to) => wrapLines(text, from, to, sign);
  const link: Change = (text, from, to) => wrapWords(text, from, to, '[', '](https://)', t('knowledge.mark_link'));
  const tools: [string, ReactNode, Change][] = [
    [t('knowledge.bold'), <Bold key="b" className="size-4" aria-hidden />, around('**')],
    [t('knowledge.italic'), <Italic key="i" className="size-4" aria-hidden />, around('*')],
    [t('knowledge.heading'), <Heading2 key="h" className="size-4" aria-hidden />, before('## ')],
    [t('knowledge.bullets'), <List key="l" className="size-4" aria-hidden />, before('- ')],
    [t('knowledge.steps'), <ListOrdered key="o" className="size-4" aria-hidden />, before((line) => `${line}. `)],
    [t('knowledge.quote'), <Quote key="q" className="size-4" aria-hidden />, before('> ')],
    [t('knowledge.link'), <Link2 key="k" className="size-4" aria-hidden />, link],
    [t('knowledge.code'), <Code key="c" className="size-4" aria-hidden />, around('`')],
  ];
  const onKeyDown = (event: KeyboardEvent): void => {
    if (!(event.metaKey || event.ctrlKey) || event.shiftKey || event.altKey) return;
    const change = { b: around('**'), i: around('*') }[event.key];
    if (!change) return;
    event.preventDefault();
    mark(change);
  };
  return (
    <div className="grid gap-1">
      <div role="toolbar" aria-label={t('knowledge.format')} className="flex flex-wrap">
        {tools.map(([label, icon, change]) => (
          <IconButton key={label} label={label} onClick={() => mark(change)}>
            {icon}
          </IconButton>
        ))}
      </div>
      <Field label={t('knowledge.body')} hideLabel error={error} hint={t('knowledge.body_hint')}>
        <TextArea ref={area} rows={20} required maxLength={50_000} value={value} onKeyDown={onKeyDown} onChange={(event) => onChange(event.target.value)} className="min-h-80 font-mono" />
      </Field>
    </div>
  );
}

function Editor({ article }: { article: Article | null }) {
  const { t, locale } = useText();
  const navigate = useNavigate();
  const act = useArticleAct();
  const [draft, setDraft] = useState(() => draftOf(article, locale));
  const [tab, setTab] = useState<'write' | 'preview'>('write');
  const clients = (useClientOptions().data ?? []).map(({ client_id, name }) => ({ value: client_id, label: name }));
  const categories = useCategoryOptions().data ?? [];
  const set = (change: Partial<Draft>): void => setDraft((before) => ({ ...before, ...change }));
  const isConflict = act.error instanceof ApiProblem && act.error.code === 'version_conflict';
  const { fields, banner } = formProblem(isConflict ? null : act.error, shownFields, t);
  const save = (publish: boolean): void => {
    if (act.isPending) return;
    const body = { ...draft, title: draft.title.trim(), client_id: draft.visibility === 'client' ? draft.client_id : null };
    const leave = (saved: Article): void => void navigate({ to: '/knowledge/$articleId', params: { articleId: saved.article_id } });
    act.mutate(article?.desk ? { kind: 'update', article_id: article.article_id, body: { ...body, version: article.desk.version } } : { kind: 'create', body }, {
      onSuccess: (saved) => {
        if (!publish || !saved.desk) {
          toast.done(t(saved.desk?.state === 'published' ? 'knowledge.saved_newer' : 'knowledge.saved_draft'));
          return leave(saved);
        }
        act.mutate({ kind: 'publish', article_id: saved.article_id, version: saved.desk.version }, { onSuccess: () => toast.done(t('knowledge.published')), onSettled: () => leave(saved) });
      },
    });
  };
  return (
    <div className="w-full pb-10">
      <PageHeader
        title={article ? t('knowledge.edit', { title: article.title }) : t('knowledge.new')}
        actions={
          <>
            <Button onClick={() => void navigate(article ? { to: '/knowledge/$articleId', params: { articleId: article.article_id } } : { to: '/knowledge' })}>{t('common.cancel')}</Button>
            <Button type="submit" form="article-form" busy={act.isPending}>
              {t('knowledge.save_draft')}
            </Button>
            <Button type="submit" form="article-form" name="publish" tone="primary" busy={act.isPending}>
              {t('knowledge.save_publish')}
            </Button>
          </>
        }
      />
      <form
        id="article-form"
        className="grid gap-4 px-4 sm:px-6"
        onSubmit={(event) => {
          event.preventDefault();
          save((event.nativeEvent as SubmitEvent).submitter?.getAttribute('name') === 'publish');
        }}
      >
        {isConflict && <Banner tone="warn">{t('knowledge.conflict')}</Banner>}
        {banner && <Banner tone="danger">{banner}</Banner>}
        <div className="grid gap-4 sm:grid-cols-2 lg:grid-cols-4">
          <Field label={t('knowledge.title')} error={fields.title} className="sm:col-span-2 lg:col-span-3">
            <TextInput required maxLength={200} value={draft.title} autoFocus={!article} onChange={(event) => set({ title: event.target.value })} />
          </Field>
          <Field label={t('knowledge.language')} error={fields.locale}>
            <Select value={draft.locale} onChange={(event) => set({ locale: event.target.value as Draft['locale'] })} options={[{ value: 'es', label: t('knowledge.spanish') }, { value: 'en', label: t('knowledge.english') }]} />
          </Field>
          <Field label={t('knowledge.audience')} error={fields.visibility} hint={t(`knowledge.audience_${draft.visibility}_hint`)}>
            <Select value={draft.visibility} onChange={(event) => set({ visibility: event.target.value as ArticleVisibility })} options={ARTICLE_VISIBILITIES.map((value) => ({ value, label: t(`knowledge.audience_${value}`) }))} />
          </Field>
          {draft.visibility === 'client' && (
            <Field label={t('tickets.client')} error={fields.client_id}>
              <Combobox label={t('tickets.client')} placeholder={t('knowledge.choose_client')} options={clients} value={draft.client_id} onChange={(client_id) => set({ client_id })} />
            </Field>
          )}
          <Field label={t('tickets.category')} optional={t('common.optional')} error={fields.category_id}>
            <Combobox label={t('tickets.category')} placeholder={t('common.none')} noneLabel={t('common.none')} options={categories} value={draft.category_id} onChange={(category_id) => set({ category_id })} />
          </Field>
        </div>
        <div role="group" aria-label={t('knowledge.views')} className={classNames(tabListLook, 'lg:hidden')}>
          {(['write', 'preview'] as const).map((one) => (
            <button key={one} type="button" aria-pressed={tab === one} data-state={tab === one ? 'active' : 'inactive'} className={tabLook} onClick={() => setTab(one)}>
              {t(`knowledge.${one}`)}
            </button>
          ))}
        </div>
        <div className="grid items-start gap-6 lg:grid-cols-2">
          <div className={tab === 'write' ? '' : 'max-lg:hidden'}>
            <BodyField value={draft.body} error={fields.body} onChange={(body) => set({ body })} />
          </div>
          <section aria-label={t('knowledge.preview')} className={classNames('min-h-80 min-w-0 rounded-lg border border-line bg-surface p-4 lg:mt-8', tab === 'preview' ? '' : 'max-lg:hidden')}>
            {draft.body.trim() === '' ? <p className="text-muted">{t('knowledge.preview_empty')}</p> : <MarkdownView text={draft.body} />}
          </section>
        </div>
      </form>
    </div>
  );
}

export const NewArticlePage = () => <Editor article={null} />;

export function EditArticlePage() {
  const { t } = useText();
  const { articleId } = useParams({ from: '/app/knowledge/$articleId/edit' });
  const article = useArticle(articleId);
  if (article.isPending) return <SkeletonList />;
  if (!article.data) return <ErrorPanel back={{ to: '/knowledge', label: t('nav.knowledge') }} error={article.error} onRetry={() => void article.refetch()} />;
  return <Editor key={article.data.article_id} article={article.data} />;
}
