/** Puts a request on the request bus, and answers the id under which the controller knows it. */
import type { Account, OutgoingEvent } from './account';
import { CallFailure, CommandError } from './call-failure';
import type { Controller } from './discovery';

/** What a caller without the right is told, for one event among several. */
const NOT_ALLOWED = ['NotAuthorizedForSourceException', 'NotAuthorizedForDetailTypeException', 'AccessDeniedException'];

export async function send(account: Account, controller: Controller, event: OutgoingEvent): Promise<string> {
  const { requestBus, stack } = controller;
  if (requestBus === undefined) {
    throw new CommandError(
      `stack ${stack} has no request bus: give somebody the right to ask with access.grantOpen(…), and deploy it`,
    );
  }
  const put = await account.put(requestBus, event);
  if ('id' in put) {
    return put.id;
  }
  if (NOT_ALLOWED.includes(put.code)) {
    throw new CallFailure('denied', 'events:PutEvents', requestBus, put.message);
  }
  throw new CommandError(`EventBridge did not take the request (${put.code}: ${put.message}): try again`);
}
