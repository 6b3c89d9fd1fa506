/** A value of a template as people read it: what only the deployment knows stands in braces, as in `${DeployRole.Arn}`. */

export function literally(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(literally);
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  const entries = Object.entries(value);
  const [entry] = entries;
  if (entry !== undefined && entries.length === 1 && /^(Ref|Fn::\w+)$/.test(entry[0])) {
    return intrinsicText(...entry);
  }
  return Object.fromEntries(entries.map(([key, one]) => [key, literally(one)]));
}

function intrinsicText(name: string, argument: unknown): string {
  if (name === 'Fn::Join' && Array.isArray(argument) && Array.isArray(argument[1])) {
    return argument[1].map((part: unknown) => String(literally(part))).join(String(argument[0]));
  }
  const names = name === 'Fn::GetAtt' || name === 'Ref' ? [argument].flat().map(String) : [JSON.stringify(argument)];
  return `\${${names.join('.')}}`;
}
