/** Synthesized assemblies on disk, and ways to break them. */
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AccessWindow, TemporaryAccess, Weekday } from 'cdk-temporary-access';
import { App, Stack, TimeZone } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { epochMs, type EpochMs } from '../../../lib/core/interval';

const folders: string[] = [];

export function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'rehearsal-'));
  folders.push(folder);
  return folder;
}

export function removeFolders(): void {
  folders.splice(0).forEach((folder) => {
    rmSync(folder, { recursive: true, force: true });
  });
}

export function synthesized(define: (app: App) => void): string {
  const app = new App({ outdir: emptyFolder() });
  define(app);
  return app.synth().directory;
}

export function role(stack: Stack, id = 'DeployRole'): Role {
  return new Role(stack, id, { assumedBy: new ServicePrincipal('codebuild.amazonaws.com') });
}

export const writing = new PolicyStatement({ actions: ['s3:PutObject'], resources: ['arn:aws:s3:::shop/*'] });

/** Mondays 20:00-22:00 in London, for one role. */
export function weekly(app: App): void {
  const stack = new Stack(app, 'Shop');
  new TemporaryAccess(stack, 'Release', {
    role: role(stack),
    purpose: 'Release train',
    windows: [
      AccessWindow.weekly({
        days: [Weekday.MONDAY],
        start: '20:00',
        end: '22:00',
        timeZone: TimeZone.EUROPE_LONDON,
      }),
    ],
    statements: [writing],
  });
}

/** A part of a template. Tests look into it freely; a wrong guess fails them anyway. */
export type Untyped = ReturnType<typeof JSON.parse>;

interface EditableResource {
  Type: string;
  Properties: Untyped;
}

/** A copy of an assembly whose template has been changed by hand. */
export function edited(
  folder: string,
  edit: (resources: Record<string, EditableResource>) => void,
  templateFile = 'Shop.template.json',
): string {
  const copy = copied(folder);
  const path = join(copy, templateFile);
  const template = JSON.parse(readFileSync(path, 'utf8'));
  edit(template.Resources);
  writeFileSync(path, JSON.stringify(template));
  return copy;
}

/** A copy whose handler is another; `real` is the path of the one that was there. */
export function withHandler(folder: string, handler: (real: string) => string): string {
  const copy = copied(folder);
  const asset = readdirSync(copy).find((name) => name.startsWith('asset.'))!;
  const real = join(folder, asset, 'index.js');
  writeFileSync(join(copy, asset, 'index.js'), handler(JSON.stringify(real)));
  return copy;
}

export function copied(folder: string): string {
  const copy = emptyFolder();
  cpSync(folder, copy, { recursive: true });
  return copy;
}

export function ofType(
  resources: Record<string, EditableResource>,
  type: string,
  name = '',
): [id: string, resource: EditableResource] {
  return Object.entries(resources).find(([id, resource]) => resource.Type === type && id.includes(name))!;
}

export function at(text: string): EpochMs {
  return epochMs(Date.parse(text));
}
