// Which roles use which live tools, and where the machine's name has to be typed first.
import { useState } from 'react';
import type { FormEvent } from 'react';
import { SESSION_GROUPS, TOOL_GROUPS, TOOL_ROLES } from '../../../../worker/modules/tools/values.ts';
import type { ToolGroup, ToolRole } from '../../../../worker/modules/tools/values.ts';
import { useSaveToolRights, useToolRights } from '@/api/tools.ts';
import type { ToolRights } from '@/api/tools.ts';
import { refusalSentence } from '@/text/fault-sentence.ts';
import { useText } from '@/text/translate.ts';
import { Button } from '@/ui/button.tsx';
import { classNames } from '@/ui/class-names.ts';
import { Banner, ErrorPanel, Skeleton } from '@/ui/feedback.tsx';
import { Select } from '@/ui/field.tsx';
import { toast } from '@/ui/toast.tsx';
import { Checkbox } from '@/ui/toggle.tsx';

function Rows({ rights, readOnly }: { rights: ToolRights; readOnly: boolean }) {
  const { t } = useText();
  const save = useSaveToolRights();
  const [draft, setDraft] = useState(rights);
  const set = (group: ToolGroup, change: Partial<ToolRights[ToolGroup]>): void => setDraft((before) => ({ ...before, [group]: { ...before[group], ...change } }));
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    save.mutate(draft, { onSuccess: () => toast.done(t('form.saved')) });
  };
  return (
    <form onSubmit={submit} className="grid gap-4">
      {save.error && <Banner tone="danger">{refusalSentence(save.error, t)}</Banner>}
      <fieldset disabled={readOnly}>
        <ul className="divide-y divide-line border-y border-line">
          {TOOL_GROUPS.map((group) => (
            <li key={group} className="flex flex-wrap items-center gap-x-4 gap-y-2 py-2.5">
              <span id={`tool-${group}`} className="min-w-0 flex-1 basis-40 text-sm font-medium">
                {t(`machines.tool_${group}`)}
              </span>
              <Select
                aria-labelledby={`tool-${group}`}
                className="w-48"
                value={draft[group].from}
                onChange={(event) => set(group, { from: event.target.value as ToolRole })}
                options={TOOL_ROLES.map((value) => ({ value, label: t(`machines.from_${value}`) }))}
              />
              {/* Kept where there is no box, so that the columns stand. */}
              <label className={classNames('flex items-center gap-2 text-sm', SESSION_GROUPS.includes(group) && 'invisible')}>
                <Checkbox checked={draft[group].confirm} disabled={readOnly || SESSION_GROUPS.includes(group)} onCheckedChange={(on) => set(group, { confirm: on === true })} />
                {t('machines.types_name')}
              </label>
            </li>
          ))}
        </ul>
      </fieldset>
      {!readOnly && (
        <Button type="submit" tone="primary" className="w-fit" busy={save.isPending} disabled={JSON.stringify(draft) === JSON.stringify(rights)}>
          {t('form.save')}
        </Button>
      )}
    </form>
  );
}

export function ToolRightsForm({ readOnly }: { readOnly: boolean }) {
  const { t } = useText();
  const { data, error, refetch } = useToolRights();
  return (
    <section className="grid gap-4 border-t border-line py-6 md:grid-cols-[16rem_minmax(0,1fr)] md:gap-8">
      <div>
        <h2 className="font-semibold">{t('machines.tools')}</h2>
        <p className="mt-1 text-sm text-muted">{t('machines.tools_about')}</p>
      </div>
      <div className="max-w-2xl">{data ? <Rows key={JSON.stringify(data)} rights={data} readOnly={readOnly} /> : error ? <ErrorPanel error={error} onRetry={() => void refetch()} /> : <Skeleton className="h-72 w-full" />}</div>
    </section>
  );
}
