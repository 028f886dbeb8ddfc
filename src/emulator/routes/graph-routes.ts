import type { Router } from 'express';
import type { EmulatorParts } from '../emulator-parts.js';
import { accountRoutes } from './accounts/account.js';
import { appSubscriptionRoutes } from './accounts/app-subscriptions.js';
import { debugTokenRoutes } from './accounts/debug-token.js';
import { templateEditRoutes } from './accounts/edit-template.js';
import { oauthRoutes } from './accounts/oauth.js';
import { templateRoutes } from './accounts/templates.js';
import { templateAnalyticsRoutes } from './analytics/template-analytics.js';
import { callRoutes } from './calls/calls.js';
import { flowAssetRoutes } from './flows/flow-assets.js';
import { flowStateRoutes } from './flows/flow-states.js';
import { flowRoutes } from './flows/flows.js';
import { flowMigrationRoutes } from './flows/migrate-flows.js';
import { graphIndex, type GraphIndex } from './graph-index.js';
import { groupPeopleRoutes } from './groups/group-people.js';
import { groupRoutes } from './groups/groups.js';
import { downloadRoutes, mediaRoutes } from './media.js';
import { marketingMessageRoutes } from './messages/marketing-messages.js';
import { messageHistoryRoutes } from './messages/message-history.js';
import { messageRoutes } from './messages/messages.js';
import { threadControlRoutes } from './messages/thread-control.js';
import { nodeRoutes } from './nodes.js';
import { blockUserRoutes } from './numbers/block-users.js';
import { phoneNumberRoutes } from './numbers/phone-numbers.js';
import { profileRoutes } from './numbers/profile.js';
import { storedRoutes } from '../stored/stored-routes.js';
import { unknownRoutes } from './unknown-paths.js';

/** The Graph API. */
export interface GraphApi {
  /** Routers in the order in which they are tried: what is only stored, edges, objects by their id, what is neither. */
  routers: Router[];
  index: GraphIndex;
}

export function graphApi(parts: EmulatorParts): GraphApi {
  const { state, sender, statuses, timeLock, dispatcher, groupWebhooks, callWebhooks } = parts;
  const routes = [
    downloadRoutes(state),
    messageRoutes(state, { statuses, timeLock }),
    marketingMessageRoutes(state, { statuses, timeLock }),
    messageHistoryRoutes(state, sender),
    templateAnalyticsRoutes(state),
    threadControlRoutes(state),
    mediaRoutes(state),
    phoneNumberRoutes(state),
    templateRoutes(state),
    profileRoutes(state),
    blockUserRoutes(state),
    accountRoutes(state, sender),
    appSubscriptionRoutes(state, sender),
    debugTokenRoutes(state),
    oauthRoutes(state),
    templateEditRoutes(state),
    flowRoutes(state, dispatcher),
    flowAssetRoutes(state),
    flowStateRoutes(state, dispatcher),
    flowMigrationRoutes(state),
    callRoutes(state, callWebhooks),
    groupRoutes(state, groupWebhooks),
    groupPeopleRoutes(state, groupWebhooks),
    nodeRoutes(state, sender, groupWebhooks),
  ];
  const modeled = routes.flatMap(({ operations }) => operations);
  const stored = storedRoutes(state, modeled);
  const index = graphIndex(modeled, stored.operations);
  return { routers: [stored.router, ...routes.map(({ router }) => router), unknownRoutes(state, index)], index };
}
