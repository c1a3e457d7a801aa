// One script: its versions, the chosen one whole, and where it ran.
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { ArrowLeft, Ellipsis, FilePlus2, Pencil, Power, SquarePen, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { SCRIPT_PLATFORMS } from '../../../../worker/modules/scripts/values.ts';
import { useExecutions } from '@/api/executions.ts';
import { useChangeScript, useDeleteScript, useScript } from '@/api/scripts.ts';
import type { Script, ScriptVersion } from '@/api/scripts.ts';
import { useMe } from '@/api/session.ts';
import { ExecutionCard } from '@/features/assets/execution-card.tsx';
import { useText } from '@/text/translate.ts';
import { Ago } from '@/ui/ago.tsx';
import { Badge } from '@/ui/badge.tsx';
import { IconButton } from '@/ui/button.tsx';
import { classNames } from '@/ui/class-names.ts';
import { AlertDialog } from '@/ui/dialog.tsx';
import { DropdownMenu, MenuItem, MenuLine } from '@/ui/dropdown-menu.tsx';
import { ErrorPanel, SkeletonList } from '@/ui/feedback.tsx';
import { secondaryLink } from '@/ui/link-look.ts';
import { ListBody } from '@/ui/list-body.tsx';
import { PageHeader } from '@/ui/page.tsx';
import { toast } from '@/ui/toast.tsx';
import { DetailsDialog } from './details-dialog.tsx';
import { FreezeBanner } from './freeze.tsx';
import { RunFromScript } from './run-from-script.tsx';
import { VersionBadge } from './script-badges.tsx';
import { scriptRefusal } from './script-problem.ts';
import { VersionPanel } from './version-panel.tsx';

function Actions({ script, newest }: { script: Script; newest: ScriptVersion | undefined }) {
  const { t } = useText();
  const me = useMe();
  const navigate = useNavigate();
  const change = useChangeScript(script.script_id);
  const remove = useDeleteScript();
  const [open, setOpen] = useState<'details' | 'delete' | null>(null);
  const isManager = me.role !== 'technician';
  const onError = (error: unknown): void => toast.problem(scriptRefusal(error, t));
  const EditIcon = newest?.may.edit ? SquarePen : FilePlus2;
  return (
    <>
      {script.is_active && script.approved && <RunFromScript script={script} />}
      <Link to="/scripts/$scriptId/edit" params={{ scriptId: script.script_id }} className={secondaryLink}>
        <EditIcon className="size-4" aria-hidden />
        {t(newest?.may.edit ? 'scripts.edit_draft' : 'scripts.new_version')}
      </Link>
      {(isManager || script.created_by === me.user_id) && (
        <DropdownMenu
          align="end"
          trigger={
            <IconButton label={t('form.more_actions')} tone="secondary">
              <Ellipsis className="size-4" aria-hidden />
            </IconButton>
          }
        >
          <MenuItem icon={<Pencil className="size-4" aria-hidden />} onSelect={() => setOpen('details')}>
            {t('scripts.edit_details')}
          </MenuItem>
          {isManager && (
            <>
              <MenuItem icon={<Power className="size-4" aria-hidden />} onSelect={() => change.mutate({ is_active: !script.is_active }, { onError, onSuccess: () => toast.done(t('form.saved')) })}>
                {t(script.is_active ? 'scripts.deactivate' : 'scripts.activate')}
              </MenuItem>
              <MenuLine />
              <MenuItem icon={<Trash2 className="size-4" aria-hidden />} onSelect={() => setOpen('delete')}>
                {t('form.delete')}
              </MenuItem>
            </>
          )}
        </DropdownMenu>
      )}
      {open === 'details' && <DetailsDialog script={script} onClose={() => setOpen(null)} />}
      {open === 'delete' && (
        <AlertDialog
          open
          onOpenChange={(isOpen) => !isOpen && setOpen(null)}
          title={t('scripts.delete_title', { name: script.name })}
          description={t('scripts.delete_about')}
          action={t('form.delete')}
          busy={remove.isPending}
          onAction={() =>
            remove.mutate(script.script_id, {
              onError,
              onSuccess: () => {
                toast.done(t('scripts.deleted'));
                void navigate({ to: '/scripts', replace: true });
              },
            })
          }
        />
      )}
    </>
  );
}

function History({ scriptId }: { scriptId: string }) {
  const { t } = useText();
  const executions = useExecutions({ script_id: scriptId });
  return (
    <section className="grid gap-2 px-4 pt-6 pb-8 sm:px-6">
      <h2 className="text-lg font-semibold">{t('scripts.history')}</h2>
      <ListBody list={executions} empty={<p className="text-muted">{t('scripts.history_none')}</p>}>
        {(rows) => (
          <div className="grid max-w-5xl gap-2">
            {rows.map((execution) => (
              <ExecutionCard key={execution.execution_id} execution={execution} showsAsset showsTicket />
            ))}
          </div>
        )}
      </ListBody>
    </section>
  );
}

export function ScriptPage() {
  const { t } = useText();
  const { scriptId } = useParams({ from: '/app/staff/scripts/$scriptId' });
  const { version: wanted } = useSearch({ from: '/app/staff/scripts/$scriptId' });
  const { data, error, refetch } = useScript(scriptId);
  if (!data) return error ? <ErrorPanel back={{ to: '/scripts', label: t('nav.scripts') }} error={error} onRetry={() => void refetch()} /> : <SkeletonList />;
  const { script, versions } = data;
  const shown = versions.find(({ version }) => version === wanted) ?? versions[0];
  return (
    <>
      <Link to="/scripts" className="mx-4 mt-3 -mb-2 flex w-fit items-center gap-1.5 rounded-md py-1 text-sm font-medium text-muted hover:text-ink sm:mx-6">
        <ArrowLeft className="size-4" aria-hidden />
        {t('nav.scripts')}
      </Link>
      <PageHeader
        title={script.name}
        about={
          <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <Badge>{t(`scripts.type_${script.script_type}`)}</Badge>
            <span>{t('scripts.for_platforms', { platforms: SCRIPT_PLATFORMS[script.script_type].map((platform) => t(`fleet.platform_${platform}`)).join(', ') })}</span>
            <span>{script.client_name ?? t('scripts.scope_all')}</span>
            <span>{script.approved ? t('scripts.runs_version', { version: script.approved.version }) : t('scripts.runs_nothing')}</span>
            {!script.is_active && <Badge tone="warn">{t('scripts.inactive')}</Badge>}
          </span>
        }
        actions={<Actions script={script} newest={versions[0]} />}
      />
      <FreezeBanner className="mx-4 mb-3 sm:mx-6" />
      {script.description && <p className="max-w-3xl px-4 pb-4 whitespace-pre-line text-muted wrap-anywhere sm:px-6">{script.description}</p>}
      <div className="grid gap-6 px-4 sm:px-6 lg:grid-cols-[13rem_minmax(0,64rem)]">
        <nav aria-label={t('scripts.versions')}>
          <ol className="grid content-start gap-1 max-lg:flex max-lg:overflow-x-auto">
            {versions.map((version) => (
              <li key={version.version_id} className="shrink-0">
                <Link
                  to="/scripts/$scriptId"
                  params={{ scriptId }}
                  search={{ version: version.version }}
                  replace
                  aria-current={version === shown ? 'true' : undefined}
                  className={classNames('grid gap-1 rounded-lg border px-3 py-2 hover:bg-hover', version === shown ? 'border-accent-ink bg-accent-soft' : 'border-line')}
                >
                  <span className="flex items-center gap-2 text-sm font-medium">
                    {t('scripts.version', { version: version.version })}
                    <VersionBadge state={version.state} />
                  </span>
                  <span className="text-xs text-muted">
                    {version.created_by_name ?? '–'} · <Ago iso={version.created_at} />
                  </span>
                </Link>
              </li>
            ))}
          </ol>
        </nav>
        {shown && <VersionPanel key={`${shown.version_id}${shown.state}`} version={shown} others={versions.filter((other) => other !== shown)} />}
      </div>
      <History scriptId={scriptId} />
    </>
  );
}
