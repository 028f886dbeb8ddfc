/** docker-compose.yml as far as the tests look at it. */
import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';

export interface ComposeService {
  image?: string;
  build?: string;
  command?: string[];
  environment?: Record<string, string>;
  env_file?: { path: string; required: boolean }[];
  secrets?: string[];
  profiles?: string[];
  ports?: string[];
  stop_grace_period?: string;
}

export interface ComposeFile {
  services: Record<string, ComposeService>;
  secrets: Record<string, { file: string }>;
}

export async function composeFile(): Promise<ComposeFile> {
  const text = await readFile(new URL('../../docker-compose.yml', import.meta.url), 'utf8');
  return parse(text, { merge: true }) as ComposeFile;
}

export async function composeServices(): Promise<Record<string, ComposeService>> {
  return (await composeFile()).services;
}

/** The services that are built from this repository. */
export function ownServices(services: Record<string, ComposeService>): Record<string, ComposeService> {
  return Object.fromEntries(Object.entries(services).filter(([, { build }]) => build !== undefined));
}

/** What compose makes of `${NAME}`, `${NAME:-default}`, `${NAME:+instead}` and `${NAME:?message}`. */
export function interpolate(text: string, env: Readonly<Record<string, string>>): string {
  return text.replace(/\$\{(\w+)(?::([-?+])([^}]*))?\}/g, (_match, name: string, kind?: string, rest = '') => {
    const value = env[name] ?? '';
    if (kind === '+') return value === '' ? '' : rest;
    if (value === '' && kind === '?') throw new Error(`${name}: ${rest}`);
    return value === '' ? rest : value;
  });
}
