// A refusal of working time as a sentence.
import { ApiProblem } from '@/api/client.ts';
import type { Text } from '@/text/translate.ts';
import { problemSentence } from '@/ui/feedback.tsx';

const byCode = {
  month_closed: 'time.fault_month_closed', future: 'time.fault_future', running: 'time.fault_running', no_timer: 'time.fault_no_timer', contract_overlap: 'time.fault_overlap',
  before_start: 'time.fault_before_start', month_not_over: 'time.fault_month_not_over', timer_running: 'time.fault_timer_running', too_many: 'time.fault_too_many',
} as const;

export function timeFault(error: unknown, t: Text['t']): string {
  if (error instanceof ApiProblem && error.code in byCode) return t(byCode[error.code as keyof typeof byCode]);
  return problemSentence(error, t);
}
