import type { Router } from 'express';
import type { EmulatorParts } from '../emulator-parts.js';
import { accountRoutes } from './accounts/account.js';
import { appSubscriptionRoutes } from './accounts/app-subscriptions.js';
import { assignedUserRoutes } from './accounts/assigned-users.js';
import { businessRoutes } from './accounts/businesses.js';
import { debugTokenRoutes } from './accounts/debug-token.js';
import { templateEditRoutes } from './templates/edit-template.js';
import { oauthRoutes } from './accounts/oauth.js';
import { productCatalogRoutes } from './accounts/product-catalogs.js';
import { compareTemplateRoutes } from './templates/compare-templates.js';
import { migrateTemplateRoutes } from './templates/migrate-templates.js';
import { upsertTemplateRoutes } from './templates/upsert-templates.js';
import { templateRoutes } from './templates/templates.js';
import { batchRoutes } from './batch/batch.js';
import { graphIndex, type GraphIndex } from './graph-index.js';
import { downloadRoutes, mediaRoutes } from './media.js';
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
import { unknownRoutes } from './unknown-paths.js';

/** The Graph API. */
export interface GraphApi {
  /** Routers in the order in which they are tried: edges, then objects by their id, then what is neither. */
  routers: Router[];
  index: GraphIndex;
}

export function graphApi(parts: EmulatorParts): GraphApi {
  const { state, sender, dispatcher, statuses, timeLock, reviews } = parts;
  const routes = [
    batchRoutes(state),
    downloadRoutes(state),
    messageRoutes(state, { statuses, timeLock }),
    threadControlRoutes(state),
    mediaRoutes(state),
    phoneNumberRoutes(state),
    numberSettingsRoutes(state, dispatcher),
    businessUsernameRoutes(state, dispatcher),
    commerceSettingsRoutes(state),
    conversationalAutomationRoutes(state),
    encryptionKeyRoutes(state),
    qrCodeRoutes(state),
    templateRoutes(state, reviews),
    upsertTemplateRoutes(state, reviews),
    migrateTemplateRoutes(state),
    compareTemplateRoutes(state),
    profileRoutes(state),
    blockUserRoutes(state),
    accountRoutes(state, sender),
    assignedUserRoutes(state),
    productCatalogRoutes(state),
    businessRoutes(state),
    appSubscriptionRoutes(state, sender),
    debugTokenRoutes(state),
    oauthRoutes(state),
    templateEditRoutes(state),
    nodeRoutes(parts),
  ];
  const index = graphIndex(routes.flatMap(({ operations }) => operations));
  return { routers: [...routes.map(({ router }) => router), unknownRoutes(state, index)], index };
}
