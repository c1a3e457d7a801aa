// A question before something is changed on a machine: what, on which, and, where the desk decided so, its name typed.
import { useState } from 'react';
import type { FormEvent, ReactNode } from 'react';
import { useText } from '@/text/translate.ts';
import { Button } from '@/ui/button.tsx';
import { Dialog } from '@/ui/dialog.tsx';
import { Banner } from '@/ui/feedback.tsx';
import { Field, TextInput } from '@/ui/field.tsx';
import type { Order } from '@/api/executions.ts';
import type { ToolEnd } from '@/api/tools.ts';
import { endSentence, toolProblem, useTool } from './use-tool.ts';

export interface ToolQuestionProps {
  assetId: string;
  machine: string;
  title: string;
  about: string;
  action: string;
  /** The machine's name has to be typed. */
  asksName: boolean;
  place: (confirm: string | null) => Promise<Order>;
  onDone: (end: ToolEnd) => void;
  onClose: () => void;
  isReady?: boolean;
  children?: ReactNode;
}

const formId = 'tool-question';

export function ToolQuestion({ assetId, machine, title, about, action, asksName, place, onDone, onClose, isReady = true, children }: ToolQuestionProps) {
  const { t } = useText();
  const tool = useTool(assetId);
  const [typed, setTyped] = useState('');
  const isSame = typed.trim().toLowerCase() === machine.trim().toLowerCase();
  const why = tool.problem ? toolProblem(tool.problem, t) : endSentence(tool.end, t);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    void tool.ask(() => place(asksName ? typed : null), false).then((end) => {
      if (end?.status === 'completed') onDone(end);
    });
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={title}
      description={about}
      footer={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="submit" form={formId} tone="danger" busy={tool.isBusy} disabled={!isReady || (asksName && !isSame)}>
            {action}
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit} className="grid gap-4">
        {why && !tool.isBusy && <Banner tone="danger">{why}</Banner>}
        {tool.isWaiting && <Banner tone="info">{t('tools.waits')}</Banner>}
        {children}
        {asksName && (
          <Field label={t('tools.type_name', { name: machine })}>
            <TextInput required autoComplete="off" spellCheck={false} value={typed} onChange={(event) => setTyped(event.target.value)} />
          </Field>
        )}
        {!asksName && !children && <p className="text-sm text-muted">{t('tools.logged')}</p>}
      </form>
    </Dialog>
  );
}
