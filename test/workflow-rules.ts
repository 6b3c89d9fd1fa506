/** What no workflow may do, read line by line: who may write another one has to say so here first. */

interface Block {
  readonly at: number;
  readonly text: string;
}

const PINNED = /^[\w.-]+\/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/;
const DANGEROUS = ['pull_request_target', 'workflow_run', 'issue_comment'];

/** Each as `line: what is wrong`. */
export function workflowProblems(text: string): string[] {
  const lines = text.split('\n');
  const found: string[] = [];
  const say = (at: number, what: string): void => {
    found.push(`${at + 1}: ${what}`);
  };
  actionsOf(text).forEach(({ at, text: action }) => {
    if (!PINNED.test(action)) {
      say(at, `${action} is not pinned by a commit, with its version in a comment`);
    }
  });
  if (!/^permissions:\n {2}contents: read\n(?! )/m.test(text)) {
    say(0, 'the permissions of the whole workflow are not only to read contents');
  }
  lines.forEach((line, at) => {
    DANGEROUS.filter((event) => line.includes(event)).forEach((event) => {
      say(at, `${event} runs with rights that a stranger may use`);
    });
    if (/github\.(event|head_ref)\b/.test(line)) {
      say(at, 'what a stranger may write is taken in');
    }
  });
  scriptsOf(text).forEach(({ at, text: script }) => {
    if (script.includes('${{')) {
      say(at, 'a script is put together from an expression; hand it over in env');
    }
  });
  jobsOf(text).forEach(({ at, text: job }) => {
    if (/: write$|secrets\./m.test(job) && /actions\/checkout@|npm (ci|run)\b/.test(job)) {
      say(at, 'a job with a right or a secret runs code of the repository');
    }
    if (/actions\/checkout@/.test(job) && !job.includes('persist-credentials: false')) {
      say(at, 'the checkout leaves its credentials behind');
    }
    if (!/^ {4}timeout-minutes: /m.test(job) && /npm (ci|run)\b/.test(job)) {
      say(at, 'the job may run for six hours');
    }
  });
  return found;
}

/** `owner/name@commit # version` of each step. */
export function actionsOf(text: string): Block[] {
  return text.split('\n').flatMap((line, at) => {
    const action = /^\s*(?:- )?uses:\s*(.+)$/.exec(line)?.[1];
    return action === undefined ? [] : [{ at, text: action }];
  });
}

/** What each step runs. */
export function scriptsOf(text: string): Block[] {
  return text.split('\n').flatMap((line, at, lines) => {
    const [, before = '', first] = /^(\s*(?:- )?)run:(.*)$/.exec(line) ?? [];
    return first === undefined ? [] : [{ at, text: [first, ...deeper(lines.slice(at + 1), before.length)].join('\n') }];
  });
}

function jobsOf(text: string): Block[] {
  const lines = text.split('\n');
  const from = lines.indexOf('jobs:');
  return lines.flatMap((line, at) =>
    at > from && /^ {2}[\w-]+:$/.test(line) ? [{ at, text: deeper(lines.slice(at + 1), 2).join('\n') }] : [],
  );
}

/** The lines up to the first that is not indented by more. */
function deeper(lines: readonly string[], indent: number): string[] {
  const end = lines.findIndex((line) => line.trim() !== '' && line.search(/\S/) <= indent);
  return end === -1 ? [...lines] : lines.slice(0, end);
}
