/** An access that opens on demand for an hour at most, what is asked of it on 1 December, and what stands for that. */
import type { DeclaredAccess } from '../../../../lib/core/declaration';
import { iso } from '../../../../lib/core/interval';
import type { Hold, Lease } from '../../../../lib/core/lease';
import { signalInput } from '../../../../lib/core/message';
import type { DeclaredWindow, OnDemand } from '../../../../lib/core/window';
import type { ArrangedSpan } from '../../../../lib/rehearsal/arranged-history';
import type { DeployedAccess } from '../../../../lib/rehearsal/declaration-history';
import type { PlayedSignal } from '../../../../lib/rehearsal/signals/signal';
import { accessOf, at, closer, opener, openerArn } from './played-fixture';

const signal = {
  id: '1',
  words: 'it is asked',
  pattern: '{}',
  correlation: '$.detail.case',
  reason: '$.detail.reason',
};

export function onDemand(more: Partial<OnDemand> = {}): OnDemand {
  return {
    ...{ kind: 'on-demand', id: '1', words: 'on demand', maxMinutes: 60, opensOn: [signal], closesOn: [signal] },
    ...more,
  };
}

export function askable(
  windows: readonly DeclaredWindow[] = [onDemand()],
  more: Partial<DeclaredAccess> = {},
): DeployedAccess {
  return accessOf({ windows, ...more });
}

/** As the rule of its signal hands it on. */
export function asked(event: 'open' | 'close', time: string, theCase: string, more: object = {}): PlayedSignal {
  const matched = {
    ...{ version: '0', id: `${event}-${theCase}`, 'detail-type': 'Request', source: 'shop.tool' },
    ...{ account: '123456789012', time: iso(at(time)), region: 'eu-west-2', resources: [] },
    detail: { case: theCase, reason: 'why' },
    ...more,
  };
  const input = JSON.parse(
    signalInput(event, 'Release', '1', '1').replace(/<[\w.]+>/, JSON.stringify(matched)),
  ) as unknown;
  return {
    ...{ at: at(time), event: matched, by: undefined, kind: undefined, refused: undefined },
    handed: [{ rule: event, functionArn: openerArn, input }],
  };
}

export function leaseSpan(
  theCase: string,
  from: string,
  end: string,
  more: Partial<ArrangedSpan> = {},
): ArrangedSpan & { lease: Lease } {
  const start = iso(at(from));
  return {
    ...{ schedule: `lease-${theCase}`, access: 'Release', functions: [openerArn], madeBy: opener, to: undefined },
    from: at(from),
    lease: {
      window: '1',
      request: { id: `open-${theCase}`, at: start, source: 'shop.tool', correlation: theCase, reason: 'why' },
      ...{ start, end: iso(at(end)) },
    },
    ...more,
  };
}

export function holdSpan(hold: Hold, from: string, more: Partial<ArrangedSpan> = {}): ArrangedSpan {
  return {
    ...{ schedule: 'hold', access: 'Release', functions: [openerArn], madeBy: closer, to: undefined },
    ...{ from: at(from), hold },
    ...more,
  };
}

/** The hold on the lease of a case, from a close on. */
export function holdOn(theCase: string, from: string, until: string, more: Partial<ArrangedSpan> = {}): ArrangedSpan {
  return holdSpan({ key: `1 request open-${theCase}`, until: iso(at(until)) }, from, more);
}
