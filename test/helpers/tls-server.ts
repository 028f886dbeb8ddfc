/** An HTTPS server of a test's own, on loopback, with a certificate that is made for it. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { RequestListener } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface TlsServer {
  port: number;
  /** The certificate, to be trusted. */
  ca: string;
  stop(): Promise<void>;
}

/** Starts a server with a certificate for these host names. It needs the program `openssl`. */
export async function startTlsServer(
  names: readonly string[],
  answer: RequestListener,
  host = '127.0.0.1',
  certificate?: Certificate,
): Promise<TlsServer> {
  const { key, cert } = certificate ?? makeCertificate(names);
  const server = createServer({ key, cert }, answer);
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  return {
    port: (server.address() as AddressInfo).port,
    ca: cert,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

interface Certificate {
  key: string;
  cert: string;
}

function makeCertificate(names: readonly string[]): Certificate {
  const folder = mkdtempSync(join(tmpdir(), 'temporal-whatsapp-tls-'));
  try {
    const [keyFile, certFile] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
    const subject = `subjectAltName=${names.map((name) => (/^[\d.]+$/.test(name) ? `IP:${name}` : `DNS:${name}`)).join(',')}`;
    const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
    const files = ['-keyout', keyFile, '-out', certFile];
    const args = ['req', '-x509', '-days', '1', ...curve, ...files, '-subj', '/CN=test', '-addext', subject];
    execFileSync('openssl', args, { stdio: ['ignore', 'ignore', 'pipe'] });
    return { key: readFileSync(keyFile, 'utf8'), cert: readFileSync(certFile, 'utf8') };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
