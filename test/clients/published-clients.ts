/** Clients of others for Meta's Graph API, each with a script beside this file that calls all its operations. */

/** A client, as its registry has it. */
export interface PublishedClient {
  name: string;
  registry: 'npm' | 'pypi';
  /** Exact versions, in the notation of the registry's own client. */
  packages: readonly string[];
  /** The script, in the folder of the registry. */
  script: string;
  /** What its script is told beside the emulator. */
  env?: Readonly<Record<string, string>>;
}

const npm = (name: string, version: string, script: string): PublishedClient => ({
  name,
  registry: 'npm',
  packages: [`${name}@${version}`],
  script: `${script}.mjs`,
});

const pypi = (name: string, version: string, ...others: string[]): PublishedClient => ({
  name,
  registry: 'pypi',
  packages: [`${name}==${version}`, ...others],
  script: `${name}-client.py`,
});

const pywa = pypi('pywa', '4.5.0', 'fastapi==0.165.0', 'uvicorn==0.54.0');

export const publishedClients: readonly PublishedClient[] = [
  npm('@kapso/whatsapp-cloud-api', '0.3.0', 'kapso'),
  npm('@great-detail/whatsapp', '8.4.0', 'great-detail'),
  npm('@microfox/whatsapp-business', '1.5.2', 'microfox'),
  npm('whatsapp', '0.0.5-Alpha', 'whatsapp'),
  npm('whatsapp-api-js', '6.3.0', 'whatsapp-api-js'),
  npm('whatsapp-business', '1.7.2', 'whatsapp-business'),
  npm('whatsapp-cloud-api', '0.3.1', 'whatsapp-cloud-api'),
  npm('whatsappcloudapi_wrapper', '1.0.16', 'whatsappcloudapi_wrapper'),
  pywa,
  { ...pywa, name: 'pywa (async)', env: { PYWA: 'pywa_async' } },
  pypi('heyoo', '0.1.2'),
  pypi('whatsapp-python', '4.3.0', 'aiohttp==3.14.5', 'colorama==0.4.6', 'asyncio==4.0.0'),
];
