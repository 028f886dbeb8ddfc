/** nginx with the configuration of docs/webhooks.md, on loopback, before receivers of a test. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from '../../src/devserver/free-port.js';
import { startGuarded } from '../../src/devserver/guarded-process.js';
import { eventually } from './eventually.js';
import { selfSigned } from './self-signed.js';

export interface NginxServer {
  /** Where Meta would post. */
  url: string;
  /** What it wrote about errors. */
  errors(): string;
  /** Stops it, and removes its files. */
  remove(): Promise<void>;
}

const page = fileURLToPath(new URL('../../docs/webhooks.md', import.meta.url));

/** The program. @returns undefined where none is installed */
export function findNginx(): string | undefined {
  const folders = [...(process.env['PATH'] ?? '').split(':'), '/usr/sbin'];
  return folders.map((folder) => join(folder, 'nginx')).find((path) => existsSync(path));
}

/** @param ports the ports of two receivers, as the page has two */
export async function startNginx(program: string, ports: readonly [number, number]): Promise<NginxServer> {
  const folder = mkdtempSync(join(tmpdir(), 'temporal-whatsapp-nginx-'));
  const port = await freePort('127.0.0.1');
  writeFileSync(join(folder, 'hooks.pem'), selfSigned.cert);
  writeFileSync(join(folder, 'hooks.key'), selfSigned.key, { mode: 0o600 });
  writeFileSync(join(folder, 'nginx.conf'), configuration(folder, port, ports));
  const running = startGuarded(program, ['-p', folder, '-c', join(folder, 'nginx.conf')], process.env);
  const errors = (): string => [...running.lastLines(), readIfThere(join(folder, 'errors.log'))].join('\n');
  await eventually(() => {
    if (running.hasExited()) throw new Error(`nginx has ended: ${errors()}`);
    return existsSync(join(folder, 'nginx.pid'));
  });
  const remove = async (): Promise<void> => {
    await running.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  return { url: `https://127.0.0.1:${port}/whatsapp/webhook`, errors, remove };
}

/** The page's block, with places of this machine, inside of what every installation of nginx has around it. */
function configuration(folder: string, port: number, [one, other]: readonly [number, number]): string {
  const blocks = [...readFileSync(page, 'utf8').matchAll(/^```nginx\n([\s\S]*?)^```$/gm)].map(([, code = '']) => code);
  if (blocks.length !== 1) throw new Error(`docs/webhooks.md has ${blocks.length} configurations of nginx, not 1`);
  let [block = ''] = blocks;
  const places = {
    '10.0.0.11:3000': `127.0.0.1:${one}`,
    '10.0.0.12:3000': `127.0.0.1:${other}`,
    'listen 443 ssl': `listen 127.0.0.1:${port} ssl`,
    '/etc/nginx/hooks.pem': join(folder, 'hooks.pem'),
    '/etc/nginx/hooks.key': join(folder, 'hooks.key'),
  };
  for (const [there, here] of Object.entries(places)) {
    if (!block.includes(there)) throw new Error(`The configuration of nginx in docs/webhooks.md has no "${there}"`);
    block = block.replace(there, here);
  }
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `${name}_temp_path ${join(folder, name)};`,
  );
  const user = process.getuid?.() === 0 ? 'user root;' : '';
  return `${user}
daemon off;
pid ${join(folder, 'nginx.pid')};
error_log ${join(folder, 'errors.log')} notice;
events {}
http {
access_log off;
${temporary.join('\n')}
${block}
}
`;
}

function readIfThere(path: string): string {
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
}
