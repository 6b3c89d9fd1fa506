/** How long an assertion waits, and how often it looks. A test holds these against what the rehearsal of the stack shows. */
import { Duration } from 'aws-cdk-lib';

const minutes = (number: number): { readonly totalTimeout: Duration; readonly interval: Duration } => ({
  totalTimeout: Duration.minutes(number),
  interval: Duration.seconds(10),
});

export const WAITS = {
  /** The stack may be deployed just after a start. */
  open: minutes(12),
  /** Also where the end is lost, and a sweep closes. */
  closed: minutes(12),
  /** IAM's simulator reads what has spread. */
  decided: minutes(2),
  verified: minutes(5),
  /** The heartbeat alarm of a new stack is red until its first sweeps have run. */
  quiet: minutes(20),
};
