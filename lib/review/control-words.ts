/** What opens, closes and watches the accesses of a stack, in words. */
import { MINUTE } from '../core/interval';
import type { Inline } from './access-lines';
import type { Controller } from './report';
import { count, duration } from './wording';

/** One part for each control. */
export function controlWords(controller: Controller): (readonly Inline[])[] {
  const { sweepMinutes, isSweeping, isLocked, maxWindowMinutes, alarmRecipients, guardrails } = controller;
  const sweep = !isSweeping
    ? 'no sweep'
    : sweepMinutes === null
      ? 'a sweep'
      : `a sweep every ${count(sweepMinutes, 'minute')}`;
  const recipients = alarmRecipients.flatMap((code, index): Inline[] => (index === 0 ? [{ code }] : [', ', { code }]));
  return [
    ...(isLocked ? [['LOCKED: the deployment keeps every access closed']] : []),
    [sweep],
    ...(maxWindowMinutes === null ? [] : [[`windows of ${duration(maxWindowMinutes * MINUTE)} at most`]]),
    recipients.length === 0 ? ['alarms that call nobody'] : ['alarms to ', ...recipients],
    ...guardrails.map((guardrail) => [guardrail]),
  ];
}
