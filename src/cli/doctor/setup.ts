/** What is examined: a configuration, and what the command line adds to it. */
import type { Connection } from '@temporalio/client';
import type { Config } from '../../environment/config.js';
import type { GraphClient } from '../../graph/client.js';
import type { CredentialProvider } from '../../graph/credentials.js';

/** A namespace, and the connection to its server. */
export interface Namespace {
  connection: Connection;
  namespace: string;
}

/** What is examined. */
export interface Setup {
  config: Config;
  graph: GraphClient;
  credentials: CredentialProvider;
  /** The URL at which Meta is to reach the receiver. Absent: the one that Meta has. */
  webhookUrl?: string | undefined;
  /** The business account. Absent: those that the token names. */
  wabaId?: string | undefined;
  /** Whether a signed webhook is posted, too. */
  postsWebhook: boolean;
  /** How long one check may take, in milliseconds. */
  timeoutMs: number;
}

/** The ids of the numbers to look at; empty when the configuration names none, or takes any. */
export function configuredNumbers({ webhook }: Config): string[] {
  return webhook.phoneNumberIds === 'any' ? [] : webhook.phoneNumberIds;
}
