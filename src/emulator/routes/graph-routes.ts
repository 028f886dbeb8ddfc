import type { RequestHandler } from 'express';
import type { EmulatorParts } from '../emulator-parts.js';
import { graphDispatcher, type GraphRoutes } from '../http/graph-pipeline.js';
import { accountRoutes } from './accounts/account.js';
import { allowedMethods } from './allowed-methods.js';
import { appSubscriptionRoutes } from './accounts/app-subscriptions.js';
import { assignedUserRoutes } from './accounts/assigned-users.js';
import { businessRoutes } from './accounts/businesses.js';
import { debugTokenRoutes } from './accounts/debug-token.js';
import { templateEditRoutes } from './templates/edit-template.js';
import { oauthRoutes } from './accounts/oauth.js';
import { templateAnalyticsRoutes } from './analytics/template-analytics.js';
import { callRoutes } from './calls/calls.js';
import { flowAssetRoutes } from './flows/flow-assets.js';
import { flowStateRoutes } from './flows/flow-states.js';
import { flowRoutes } from './flows/flows.js';
import { flowMigrationRoutes } from './flows/migrate-flows.js';
import { productCatalogRoutes } from './accounts/product-catalogs.js';
import { compareTemplateRoutes } from './templates/compare-templates.js';
import { migrateTemplateRoutes } from './templates/migrate-templates.js';
import { upsertTemplateRoutes } from './templates/upsert-templates.js';
import { templateRoutes } from './templates/templates.js';
import { batchRoutes } from './batch/batch.js';
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
import { businessUsernameRoutes } from './numbers/business-username.js';
import { commerceSettingsRoutes } from './numbers/commerce-settings.js';
import { conversationalAutomationRoutes } from './numbers/conversational-automation.js';
import { encryptionKeyRoutes } from './numbers/encryption-key.js';
import { numberSettingsRoutes } from './numbers/number-settings.js';
import { qrCodeRoutes } from './numbers/qr-codes.js';
import { phoneNumberRoutes } from './numbers/phone-numbers.js';
import { profileRoutes } from './numbers/profile.js';
import { storedRoutes } from '../stored/stored-routes.js';
import { unknownRoute } from './unknown-paths.js';
import { uploadRoutes } from './uploads.js';

/** The Graph API. */
export interface GraphApi {
  /** Handlers in the order in which they are tried: what is only stored, edges and objects by id, what is neither. */
  handlers: RequestHandler[];
  index: GraphIndex;
}

export function graphApi(parts: EmulatorParts): GraphApi {
  const { state } = parts;
  // The routes of objects by their id take every path of one part, so that they come last.
  const routes = [...messageSide(parts), ...numberSide(parts), ...accountSide(parts), nodeRoutes(parts)];
  const modeled = routes.flatMap(({ operations }) => operations);
  const stored = storedRoutes(state, modeled);
  const index = graphIndex(modeled, stored.operations);
  const allowed = allowedMethods(state, [...modeled, ...stored.operations]);
  return { handlers: [allowed, stored.handle, graphDispatcher(routes), unknownRoute(state, index)], index };
}

function messageSide({ state, sender, statuses, timeLock }: EmulatorParts): GraphRoutes[] {
  return [
    batchRoutes(state),
    downloadRoutes(state),
    messageRoutes(state, { statuses, timeLock }),
    marketingMessageRoutes(state, { statuses, timeLock }),
    messageHistoryRoutes(state, sender),
    threadControlRoutes(state),
    mediaRoutes(state),
    uploadRoutes(state),
  ];
}

function numberSide({ state, dispatcher, groupWebhooks, callWebhooks }: EmulatorParts): GraphRoutes[] {
  return [
    phoneNumberRoutes(state),
    numberSettingsRoutes(state, dispatcher),
    businessUsernameRoutes(state, dispatcher),
    commerceSettingsRoutes(state),
    conversationalAutomationRoutes(state),
    encryptionKeyRoutes(state),
    qrCodeRoutes(state),
    profileRoutes(state),
    blockUserRoutes(state),
    callRoutes(state, callWebhooks),
    groupRoutes(state, groupWebhooks),
    groupPeopleRoutes(state, groupWebhooks),
  ];
}

function accountSide({ state, sender, dispatcher, reviews }: EmulatorParts): GraphRoutes[] {
  return [
    templateRoutes(state, reviews),
    upsertTemplateRoutes(state, reviews),
    migrateTemplateRoutes(state),
    compareTemplateRoutes(state),
    templateEditRoutes(state),
    templateAnalyticsRoutes(state),
    accountRoutes(state, sender),
    assignedUserRoutes(state),
    productCatalogRoutes(state),
    businessRoutes(state),
    appSubscriptionRoutes(state, sender),
    debugTokenRoutes(state),
    oauthRoutes(state),
    flowRoutes(state, dispatcher),
    flowAssetRoutes(state),
    flowStateRoutes(state, dispatcher),
    flowMigrationRoutes(state),
  ];
}
