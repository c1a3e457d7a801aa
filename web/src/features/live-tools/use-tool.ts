// One tool at a time on one machine: what was asked, whether it waits, what it brought.
import { useCallback, useEffect, useRef, useState } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { ApiProblem } from '@/api/client.ts';
import { commandsChanged } from '@/api/executions.ts';
import type { Order } from '@/api/executions.ts';
import { askTool, sourceOf } from '@/api/tools.ts';
import type { ToolEnd } from '@/api/tools.ts';
import { refusalSentence } from '@/text/fault-sentence.ts';
import type { Text } from '@/text/translate.ts';
import { commandReason } from '../assets/command-reason.ts';

export interface ToolState {
  isBusy: boolean;
  /** The machine is not there: the order waits for it. */
  isWaiting: boolean;
  executionId: string | null;
  end: ToolEnd | null;
  endedAt: string | null;
  problem: unknown;
}

const nothing: ToolState = { isBusy: false, isWaiting: false, executionId: null, end: null, endedAt: null, problem: null };

export interface Tool extends ToolState {
  /** Null when it was not placed, or somebody asked for something else meanwhile. `brings`: false leaves its output on the server. */
  ask: (place: () => Promise<Order>, brings?: boolean) => Promise<ToolEnd | null>;
}

export function useTool(assetId: string): Tool {
  const client = useQueryClient();
  const [state, setState] = useState(nothing);
  const running = useRef<AbortController>(undefined);
  useEffect(() => () => running.current?.abort(), []);
  const ask = useCallback(
    async (place: () => Promise<Order>, brings = true): Promise<ToolEnd | null> => {
      running.current?.abort();
      const mine = new AbortController();
      running.current = mine;
      // What was brought before stays in sight until the next answer is there.
      setState((before) => ({ ...before, isBusy: true, isWaiting: false, problem: null, executionId: null }));
      try {
        const end = await askTool(sourceOf, assetId, place, mine.signal, ({ execution }) =>
          setState((before) => ({ ...before, executionId: execution?.execution_id ?? null, isWaiting: execution?.accepted?.is_online === false })),
        brings);
        if (mine.signal.aborted) return null;
        setState({ ...nothing, executionId: end.executionId, end, endedAt: new Date().toISOString() });
        void commandsChanged(client);
        return end;
      } catch (problem) {
        if (!mine.signal.aborted) setState((before) => ({ ...before, isBusy: false, isWaiting: false, problem }));
        return null;
      }
    },
    [assetId, client],
  );
  return { ...state, ask };
}

const refusals = ['tool_role', 'confirmation_needed', 'no_address', 'no_neighbour'] as const;
/** Why a tool was not placed. */
export function toolProblem(problem: unknown, t: Text['t']): string {
  const code = problem instanceof ApiProblem ? refusals.find((known) => known === problem.code) : undefined;
  return code ? t(`tools.why_${code}`) : refusalSentence(problem, t);
}

/** Why a tool that was placed brought nothing; null: it did. */
export function endSentence(end: ToolEnd | null, t: Text['t']): string | null {
  if (!end || end.status === 'completed') return null;
  return end.reason ? commandReason(end.reason, t) : t(`fleet.exec_${end.status}`);
}
