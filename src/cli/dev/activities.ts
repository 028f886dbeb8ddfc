/** The library's activities in `dev`: they reach the emulator, and nothing else. */
import { createWhatsAppActivities } from '../../activities/index.js';
import type { WhatsAppActivities } from '../../common/activity-contract.js';
import { configuredDependencies, configuredProviders, type ActivityProviders } from '../../worker-configuration.js';
import { credentialsFrom } from '../../graph/credential-functions.js';
import { EnvironmentCredentialProvider } from '../../graph/environment-credentials.js';
import type { SecretProvider } from '../../graph/credentials.js';
import type { DevStack } from './stack.js';

/** @param secrets others than those that the configuration names */
export function devActivities(stack: DevStack, secrets?: SecretProvider): WhatsAppActivities {
  const { config, emulator, mediaDirectory } = stack;
  const graph = { ...config.graph, baseUrl: emulator.info.graphUrl };
  const media = { ...config.media, directory: mediaDirectory };
  const dependencies = configuredDependencies({ ...config, graph, media }, devProviders(stack, secrets));
  stack.beforeStop(async () => dependencies.consent?.close());
  return createWhatsAppActivities(dependencies);
}

/** A token with a name is the one of its variable, which the emulator knows; all else has the emulator's. */
function devProviders({ config, emulator }: DevStack, given: SecretProvider | undefined): ActivityProviders {
  const environment = new EnvironmentCredentialProvider(config.credentials.environment);
  const credentials = credentialsFrom((reference) => {
    const { accessToken, appSecret } = emulator.info;
    return { accessToken: environment.getCredential(reference)?.accessToken ?? accessToken, appSecret };
  });
  return { credentials, secrets: given ?? configuredProviders(config).secrets };
}
